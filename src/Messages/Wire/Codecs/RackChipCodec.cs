using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>rack-chip/2</c>.</summary>
internal static class RackChipCodec
{
    private static readonly string[] Fields = ["Name", "Settings"];

    public static int FieldCount => Fields.Length;

    public static void Write(MessagePackWriter writer, RackChip chip)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(chip.Name);
        writer.WriteInt64(1);
        ChipSettingsCodec.Write(writer, chip.Settings);
    }

    public static RackChip? Read(ref MessagePackReader reader)
    {
        string name = string.Empty;
        ChipSettings? settings = null;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: name = reader.ReadString(); break;
                case 1: settings = ChipSettingsCodec.Read(ref reader); break;
            }
        }

        return settings is null || reader.Failed ? null : new RackChip(name, settings);
    }
}
