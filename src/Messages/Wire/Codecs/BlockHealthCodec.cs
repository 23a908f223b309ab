using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>block-health/1</c>.</summary>
internal static class BlockHealthCodec
{
    private static readonly string[] Fields = ["InputEvents", "OutputEvents", "DroppedEvents"];

    public static void Write(MessagePackWriter writer, BlockHealth health)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(health.InputEvents);
        writer.WriteInt64(1);
        writer.WriteInt64(health.OutputEvents);
        writer.WriteInt64(2);
        writer.WriteInt64(health.DroppedEvents);
    }

    public static BlockHealth? Read(ref MessagePackReader reader)
    {
        long input = 0, output = 0, dropped = 0;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: input = reader.ReadInt64(0, long.MaxValue); break;
                case 1: output = reader.ReadInt64(0, long.MaxValue); break;
                case 2: dropped = reader.ReadInt64(0, long.MaxValue); break;
            }
        }

        return reader.Failed ? null : new BlockHealth(input, output, dropped);
    }
}
