using Bss2.Messages.Identity;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of a block's identity, part of several messages.</summary>
internal static class BlockIdCodec
{
    private static readonly string[] Fields = ["Run", "Block", "Attempt"];

    public static void Write(MessagePackWriter writer, BlockId id)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(id.Run);
        writer.WriteInt64(1);
        writer.WriteInt64(id.Block);
        writer.WriteInt64(2);
        writer.WriteInt64(id.Attempt);
    }

    public static BlockId Read(ref MessagePackReader reader)
    {
        long run = 0;
        int block = 0, attempt = 0;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: run = reader.ReadInt64(0, long.MaxValue); break;
                case 1: block = reader.ReadInt32(0); break;
                case 2: attempt = reader.ReadInt32(0); break;
            }
        }

        return new BlockId(run, block, attempt);
    }
}
