namespace Bss2.Messages.Experiment;

/// <summary>Command: everything that a replica needs to run blocks. Sent when it changes; later versions replace earlier ones.</summary>
/// <param name="Version">Grows with each change; blocks name the version that they need.</param>
/// <param name="Network">Structure; placement is redone only when it differs from the version before.</param>
/// <param name="Chips">The emulated chips, at least one; populations that name none are on the first.</param>
/// <param name="Weights">One entry for each projection, in their order.</param>
public sealed record RackConfiguration(int Version, NetworkSpec Network, RackChip[] Chips, ProjectionWeights[] Weights);
