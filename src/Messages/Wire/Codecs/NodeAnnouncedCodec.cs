using Bss2.Messages.Cluster;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>node-announced/1</c>.</summary>
internal static class NodeAnnouncedCodec
{
    private static readonly string[] Fields = ["Name", "Protocol", "Version", "Cores", "Replicas", "Draining"];

    public static void Write(MessagePackWriter writer, NodeAnnounced node)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(node.Name);
        writer.WriteInt64(1);
        writer.WriteInt64(node.Protocol);
        writer.WriteInt64(2);
        writer.WriteString(node.Version);
        writer.WriteInt64(3);
        writer.WriteInt64(node.Cores);
        writer.WriteInt64(4);
        writer.WriteInt64(node.Replicas);
        writer.WriteInt64(5);
        writer.WriteBoolean(node.Draining);
    }

    public static NodeAnnounced? Read(ref MessagePackReader reader)
    {
        string name = string.Empty;
        int protocol = 0;
        string version = string.Empty;
        int cores = 0;
        int replicas = 0;
        bool draining = false;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: name = Text.ReadName(ref reader); break;
                case 1: protocol = reader.ReadInt32(1); break;
                case 2: version = Text.ReadLine(ref reader); break;
                case 3: cores = reader.ReadInt32(1); break;
                case 4: replicas = reader.ReadInt32(1); break;
                case 5: draining = reader.ReadBoolean(); break;
            }
        }

        return reader.Failed ? null : new NodeAnnounced(name, protocol, version, cores, replicas, draining);
    }
}
