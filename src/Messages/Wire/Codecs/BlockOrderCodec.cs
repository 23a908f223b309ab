using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>block-order/2</c>.</summary>
internal static class BlockOrderCodec
{
    private static readonly string[] Fields = ["Training", "Block"];

    public static void Write(MessagePackWriter writer, BlockOrder order)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(order.Training);
        writer.WriteInt64(1);
        RunBlockCodec.Write(writer, order.Block);
    }

    public static BlockOrder? Read(ref MessagePackReader reader)
    {
        string training = string.Empty;
        RunBlock? block = null;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: training = Text.ReadName(ref reader, Text.LongestTraining); break;
                case 1: block = RunBlockCodec.Read(ref reader); break;
            }
        }

        return reader.Failed || block is null ? null : new BlockOrder(training, block);
    }
}
