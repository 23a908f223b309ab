using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>block-failed/1</c>.</summary>
internal static class BlockFailedCodec
{
    private static readonly string[] Fields = ["Id", "FirstSample", "Reason"];

    public static void Write(MessagePackWriter writer, BlockFailed failed)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        BlockIdCodec.Write(writer, failed.Id);
        writer.WriteInt64(1);
        writer.WriteInt64(failed.FirstSample);
        writer.WriteInt64(2);
        writer.WriteString(failed.Reason);
    }

    public static BlockFailed? Read(ref MessagePackReader reader)
    {
        BlockId id = default;
        int firstSample = 0;
        string reason = string.Empty;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: id = BlockIdCodec.Read(ref reader); break;
                case 1: firstSample = reader.ReadInt32(0); break;
                case 2: reason = reader.ReadString(); break;
            }
        }

        return reader.Failed ? null : new BlockFailed(id, firstSample, reason);
    }
}
