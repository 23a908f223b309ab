using Bss2.Messages.Experiment;

namespace Bss2.Chip.Blocks;

/// <summary>Command: everything that one chip needs to run blocks; a rack of one chip, or a chip's part of a rack.</summary>
/// <param name="Version">Grows with each change; blocks name the version that they need.</param>
/// <param name="Network">What the chip holds; placement is redone only when it differs from the version before.</param>
/// <param name="Chip">The emulated chip.</param>
/// <param name="Weights">One entry for each projection, in their order.</param>
/// <param name="IsWhole">False for one chip's part of a rack, which a block of vectors need not concern.</param>
public sealed record ChipConfiguration(int Version, NetworkSpec Network, ChipSettings Chip, ProjectionWeights[] Weights, bool IsWhole = true);
