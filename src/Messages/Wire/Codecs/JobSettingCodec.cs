using Bss2.Messages.Cluster;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of one setting, part of <c>training-job/1</c>.</summary>
internal static class JobSettingCodec
{
    private static readonly string[] Fields = ["Key", "Value"];

    public static int FieldCount => Fields.Length;

    public static void Write(MessagePackWriter writer, JobSetting setting)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(setting.Key);
        writer.WriteInt64(1);
        writer.WriteString(setting.Value);
    }

    public static JobSetting? Read(ref MessagePackReader reader)
    {
        string key = string.Empty;
        string value = string.Empty;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: key = Text.ReadName(ref reader); break;
                case 1: value = Text.ReadPassage(ref reader); break;
            }
        }

        return reader.Failed ? null : new JobSetting(key, value);
    }
}
