using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>chip-settings/2</c>. The permitted ranges are those that <see cref="ChipSettings"/> documents.</summary>
internal static class ChipSettingsCodec
{
    /// <summary>That of the fastest placement, see <see cref="ChipSettings"/>.</summary>
    private const int ShortestPeriodTicks = 425;

    private static readonly string[] Fields = ["Serial", "Enabled", "StepTicks", "CadcPeriodTicks"];

    public static void Write(MessagePackWriter writer, ChipSettings settings)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(settings.Serial.Value);
        writer.WriteInt64(1);
        writer.WriteInt64((uint)settings.Enabled);
        writer.WriteInt64(2);
        writer.WriteInt64(settings.StepTicks);
        writer.WriteInt64(3);
        writer.WriteInt64(settings.CadcPeriodTicks);
    }

    public static ChipSettings? Read(ref MessagePackReader reader)
    {
        int serial = 0, stepTicks = 0, cadcPeriodTicks = 0;
        Imperfections enabled = default;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: serial = reader.ReadInt32(); break;
                case 1: enabled = (Imperfections)reader.ReadInt64(0, (uint)Imperfections.All); break;
                case 2: stepTicks = reader.ReadInt32(10, 250); break;
                case 3: cadcPeriodTicks = reader.ReadInt32(0); break;
            }
        }

        if (cadcPeriodTicks is > 0 and < ShortestPeriodTicks)
            fields.Refuse(ref reader, "CadcPeriodTicks", $"0 for that of the placement, or at least {ShortestPeriodTicks}", $"{cadcPeriodTicks}");
        return reader.Failed ? null : new ChipSettings(new ChipSerial(serial), enabled, stepTicks, cadcPeriodTicks);
    }
}
