using Bss2.Messages.Cluster;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>trainer-announced/1</c>.</summary>
internal static class TrainerAnnouncedCodec
{
    private static readonly string[] Fields = ["Name", "Protocol", "Version", "Activity"];

    public static void Write(MessagePackWriter writer, TrainerAnnounced trainer)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(trainer.Name);
        writer.WriteInt64(1);
        writer.WriteInt64(trainer.Protocol);
        writer.WriteInt64(2);
        writer.WriteString(trainer.Version);
        writer.WriteInt64(3);
        writer.WriteString(trainer.Activity);
    }

    public static TrainerAnnounced? Read(ref MessagePackReader reader)
    {
        string name = string.Empty;
        int protocol = 0;
        string version = string.Empty;
        string activity = string.Empty;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: name = Text.ReadName(ref reader); break;
                case 1: protocol = reader.ReadInt32(1); break;
                case 2: version = Text.ReadLine(ref reader); break;
                case 3: activity = Text.ReadLine(ref reader); break;
            }
        }

        return reader.Failed ? null : new TrainerAnnounced(name, protocol, version, activity);
    }
}
