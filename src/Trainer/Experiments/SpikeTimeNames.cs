using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Experiments;

/// <summary>Values of the option <c>loss</c>.</summary>
internal static class SpikeTimeLossNames
{
    public const string First = "first";
    public const string Targets = "targets";
    public const string Separation = "separation";

    public static string[] All => [First, Targets, Separation];
}

/// <summary>Values of the option <c>delays</c>.</summary>
internal static class SpikeTimeDelayNames
{
    public const string None = "none";
    public const string Axonal = "axonal";
    public const string Synaptic = "synaptic";

    public static string[] All { get; } = [.. Enum.GetNames<DelayKind>().Select(n => n.ToLowerInvariant())];

    public static DelayKind Parse(string name) => Enum.Parse<DelayKind>(name, ignoreCase: true);
}
