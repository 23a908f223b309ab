using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Blocks;

/// <summary>What every stage needs to know of a block.</summary>
/// <param name="Id">Identity of the block.</param>
/// <param name="Key">Key of the noise.</param>
/// <param name="FirstSample">Position of the first sample in its batch.</param>
/// <param name="SampleCount">Samples of the block.</param>
/// <param name="DurationTicks">Length of a sample's run, 4 ns ticks.</param>
internal sealed record BlockHeader(BlockId Id, RunKey Key, int FirstSample, int SampleCount, int DurationTicks)
{
    public static BlockHeader Of(RunBlock block) =>
        new(block.Id, block.Key, block.FirstSample, SamplesOf(block), (int)block.Duration.Value);

    private static int SamplesOf(RunBlock block) => block switch
    {
        { Inputs.Length: > 0 } => block.Inputs[0].Spikes.SampleCount,
        { Vectors.Length: > 0 } => block.Vectors[0].SampleCount,
        _ => 0,
    };
}
