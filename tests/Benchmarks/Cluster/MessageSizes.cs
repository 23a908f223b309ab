using System.Buffers;
using Bss2.Actors.Runtime;
using Bss2.Benchmarks.Chip;
using Bss2.Chip.Rack;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Messages.Wire;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Cluster;

/// <summary>Bytes of the cluster's messages for Yin-Yang, orders and recordings of 10 samples; they grow with the samples.</summary>
/// <param name="Configuration">The rack with its weights, to every node.</param>
/// <param name="Order">A block to run.</param>
/// <param name="Recording">What a chip recorded of it.</param>
internal sealed record MessageSizes(int Configuration, int Order, int Recording)
{
    /// <summary>Samples of the block whose messages are measured.</summary>
    public const int BlockSamples = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Encodes the first block of a training, and what a chip answers.</summary>
    public static async Task<MessageSizes> MeasureAsync()
    {
        const string Training = "yinyang-0123456789abcdef0123456789abcdef";
        var blocks = new YinYangBlocks();
        var block = blocks.Runs[0][0];
        var system = ActorSystem.Create("sizes");
        await using var _ = system.ConfigureAwait(false);
        var rack = system.Spawn(RackActor.Recipe, "rack");
        rack.Tell(blocks.Configuration);
        var recording = await rack.Ask<BlockRecording>(block, Patience).ConfigureAwait(false);
        return new MessageSizes(Bytes(new ClusterConfiguration(Training, blocks.Configuration, [])), Bytes(new BlockOrder(Training, block)), Bytes(recording));
    }

    /// <summary>Samples of a block on so many nodes of one replica.</summary>
    public static int Samples(int batch, int nodes) => BlockSizing.OnCluster(batch, nodes);

    /// <summary>Blocks of an update.</summary>
    public static int Blocks(int batch, int nodes) => (batch + Samples(batch, nodes) - 1) / Samples(batch, nodes);

    /// <summary>Messages that the broker takes and gives out for an update on so many nodes, without acknowledgements.</summary>
    public static int Messages(int batch, int nodes) => 1 + nodes + (4 * Blocks(batch, nodes));

    /// <summary>Bytes that the broker gives out for an update.</summary>
    public double BytesOut(int batch, int nodes) => ((double)nodes * Configuration) + ((double)batch / BlockSamples * (Order + Recording));

    private static int Bytes(object message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        WireCatalogue.Encode(message, buffer);
        return buffer.WrittenCount;
    }
}
