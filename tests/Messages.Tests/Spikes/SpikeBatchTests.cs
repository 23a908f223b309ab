using Bss2.Messages.Spikes;

namespace Bss2.Messages.Tests.Spikes;

public sealed class SpikeBatchTests
{
    [Fact]
    public void Counts_follow_from_the_arrays()
    {
        var batch = new SpikeBatch([0, 2, 2, 3], [4, 6, 8], [1, 2, 3]);
        Assert.Equal((3, 3), (batch.SampleCount, batch.SpikeCount));
        Assert.Equal((0, 0), (new SpikeBatch([0], [], []).SampleCount, new SpikeBatch([0], [], []).SpikeCount));
    }
}
