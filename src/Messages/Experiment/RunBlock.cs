using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;

namespace Bss2.Messages.Experiment;

/// <summary>Command: run a block of consecutive samples of a batch. Answered to the sender by <see cref="BlockRecording"/> or <see cref="BlockFailed"/>.</summary>
/// <param name="Id">Identity of the block.</param>
/// <param name="Key">Key of the noise.</param>
/// <param name="FirstSample">Position of the block's first sample in its batch; noise depends on positions, not on blocks.</param>
/// <param name="ConfigurationVersion">The <see cref="RackConfiguration"/> that the block needs.</param>
/// <param name="Duration">Length of a sample's run; in matrix-multiply mode, the chip time of a vector, which decides no result.</param>
/// <param name="Inputs">Spikes of each input population; labels are logical neuron indices, ticks even (8 ns grid) and below the duration.</param>
public sealed record RunBlock(
    BlockId Id,
    RunKey Key,
    int FirstSample,
    int ConfigurationVersion,
    HardwareTicks Duration,
    PopulationSpikes[] Inputs)
{
    /// <summary>
    /// In matrix-multiply mode, activations of some of the input populations, with the same number of samples each; the integrators that they project to run and answer. Empty in
    /// spiking runs.
    /// </summary>
    public PopulationVectors[] Vectors { get; init; } = [];
}
