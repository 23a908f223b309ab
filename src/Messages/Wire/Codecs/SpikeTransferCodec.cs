using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>spike-transfer/1</c>.</summary>
internal static class SpikeTransferCodec
{
    private static readonly string[] Fields = ["Block", "Window", "Port", "Source", "Spikes"];

    public static void Write(MessagePackWriter writer, SpikeTransfer transfer)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        BlockIdCodec.Write(writer, transfer.Block);
        writer.WriteInt64(1);
        writer.WriteInt64(transfer.Window);
        writer.WriteInt64(2);
        writer.WriteInt64((int)transfer.Port);
        writer.WriteInt64(3);
        writer.WriteInt64(transfer.Source);
        writer.WriteInt64(4);
        SpikeBatchCodec.Write(writer, transfer.Spikes);
    }

    public static SpikeTransfer? Read(ref MessagePackReader reader)
    {
        BlockId block = default;
        int window = 0, source = 0;
        SpikePort port = default;
        SpikeBatch? spikes = null;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: block = BlockIdCodec.Read(ref reader); break;
                case 1: window = reader.ReadInt32(0); break;
                case 2: port = (SpikePort)reader.ReadInt32((int)SpikePort.HostToCrossbar, (int)SpikePort.CrossbarToHost); break;
                case 3: source = reader.ReadInt32(0); break;
                case 4: spikes = SpikeBatchCodec.Read(ref reader); break;
            }
        }

        return spikes is null || reader.Failed ? null : new SpikeTransfer(block, window, port, source, spikes);
    }
}
