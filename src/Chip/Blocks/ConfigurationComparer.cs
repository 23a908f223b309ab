using Bss2.Messages.Experiment;

namespace Bss2.Chip.Blocks;

/// <summary>What a new configuration changes.</summary>
internal static class ConfigurationComparer
{
    /// <summary>Whether a configuration differs from a former one in version and weights alone.</summary>
    public static bool SamePlacement(ChipConfiguration former, ChipConfiguration next) =>
        former.Chip == next.Chip && SameNetwork(former.Network, next.Network);

    /// <summary>Whether two networks have the same structure.</summary>
    public static bool SameNetwork(NetworkSpec a, NetworkSpec b) => ReferenceEquals(a, b) || Same(a, b);

    /// <summary>Why a block cannot run with this version.</summary>
    public static string WrongVersion(RunBlock block, int? version) => version is { } known
        ? $"The block needs configuration {block.ConfigurationVersion}, the chip has {known}; send the configuration first."
        : $"The block needs configuration {block.ConfigurationVersion}, the chip has none; send the configuration first.";

    private static bool Same(NetworkSpec a, NetworkSpec b) =>
        a.Projections.AsSpan().SequenceEqual(b.Projections)
        && a.Populations.Length == b.Populations.Length
        && a.Populations.Zip(b.Populations).All(p => Same(p.First, p.Second));

    // Records compare arrays by reference; those of a population count by their values.
    private static bool Same(PopulationSpec a, PopulationSpec b) =>
        WithoutArrays(a) == WithoutArrays(b)
        && Same(a.Circuits, b.Circuits)
        && Same(a.MadcNeurons, b.MadcNeurons)
        && Same(a.NeuronTargets, b.NeuronTargets);

    private static PopulationSpec WithoutArrays(PopulationSpec population) =>
        population with { Circuits = null, MadcNeurons = null, NeuronTargets = null };

    private static bool Same<T>(T[]? a, T[]? b)
        where T : IEquatable<T> => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);
}
