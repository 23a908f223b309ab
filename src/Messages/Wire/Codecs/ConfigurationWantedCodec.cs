using Bss2.Messages.Cluster;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>configuration-wanted/1</c>.</summary>
internal static class ConfigurationWantedCodec
{
    private static readonly string[] Fields = ["Training", "Version"];

    public static void Write(MessagePackWriter writer, ConfigurationWanted wanted)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(wanted.Training);
        writer.WriteInt64(1);
        writer.WriteInt64(wanted.Version);
    }

    public static ConfigurationWanted? Read(ref MessagePackReader reader)
    {
        string training = string.Empty;
        int version = 0;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: training = Text.ReadName(ref reader, Text.LongestTraining); break;
                case 1: version = reader.ReadInt32(0); break;
            }
        }

        return reader.Failed ? null : new ConfigurationWanted(training, version);
    }
}
