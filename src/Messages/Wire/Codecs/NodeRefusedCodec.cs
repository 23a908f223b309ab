using Bss2.Messages.Cluster;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>node-refused/1</c>.</summary>
internal static class NodeRefusedCodec
{
    private static readonly string[] Fields = ["Reason"];

    public static void Write(MessagePackWriter writer, NodeRefused refused)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(refused.Reason);
    }

    public static NodeRefused? Read(ref MessagePackReader reader)
    {
        string reason = string.Empty;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: reason = Text.ReadPassage(ref reader); break;
            }
        }

        return reader.Failed ? null : new NodeRefused(reason);
    }
}
