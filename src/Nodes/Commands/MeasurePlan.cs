using Bss2.Trainer.Measuring;

namespace Bss2.Nodes.Commands;

/// <summary>What <c>bss2 measure</c> was asked for.</summary>
/// <param name="Setup">Circuits, runs and profile; its chip's serial number is the first.</param>
/// <param name="Serials">Serial numbers of the chips, at least one.</param>
/// <param name="Profile">Name or file of the profile.</param>
/// <param name="Output">File for the numbers, or null.</param>
internal sealed record MeasurePlan(MeasuringSetup Setup, IReadOnlyList<int> Serials, string Profile, string? Output)
{
    /// <summary>Endings of the file for numbers.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".csv", ".json"];

    public bool OutputIsJson => Output is not null && Path.GetExtension(Output) == Endings[1];
}
