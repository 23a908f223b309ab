using Bss2.Benchmarks.Training;
using Bss2.Chip.Blocks;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Benchmarks.Chip;

/// <summary>What the trainer sends to chips before its first update: the Yin-Yang network with initial weights, and batches of 75 in blocks of 10.</summary>
internal sealed class YinYangBlocks
{
    private const int Batches = 8;
    private const int SamplesPerBlock = 10;

    public YinYangBlocks()
    {
        var task = YinYangTasks.Create("chip", 1);
        Configuration = new RackConfiguration(1, task.Model.Network!, task.Rack!, task.Model.HardwareWeights());
        Chip = new ChipConfiguration(1, Configuration.Network, Configuration.Chips[0].Settings, Configuration.Weights);
        SamplesPerBatch = task.BatchSize;
        Runs = [.. Enumerable.Range(0, Batches).Select(batch => Enumerable.Range(0, (task.BatchSize + SamplesPerBlock - 1) / SamplesPerBlock).Select(block =>
        {
            var first = block * SamplesPerBlock;
            var samples = Enumerable.Range((batch * task.BatchSize) + first, Math.Min(SamplesPerBlock, task.BatchSize - first)).ToArray();
            var inputs = task.Model.EncodeForChip(task.Train, samples);
            return new RunBlock(new BlockId(batch, block, 0), new RunKey(1, RunPhase.Train, batch), first, 1, task.Model.Duration, inputs);
        }).ToArray())];
    }

    public RackConfiguration Configuration { get; }

    /// <summary>The same for a chip that is called directly.</summary>
    public ChipConfiguration Chip { get; }

    public int SamplesPerBatch { get; }

    /// <summary>[batch][block].</summary>
    public RunBlock[][] Runs { get; }

    public int Samples => Runs.Length * SamplesPerBatch;
}
