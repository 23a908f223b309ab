using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>chip-recording/3</c>.</summary>
internal static class ChipRecordingCodec
{
    private static readonly string[] Fields = ["Chip", "Recording"];

    public static void Write(MessagePackWriter writer, ChipRecording recorded)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(recorded.Chip);
        writer.WriteInt64(1);
        BlockRecordingCodec.Write(writer, recorded.Recording);
    }

    public static ChipRecording? Read(ref MessagePackReader reader)
    {
        int chip = 0;
        BlockRecording? recording = null;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: chip = reader.ReadInt32(0); break;
                case 1: recording = BlockRecordingCodec.Read(ref reader); break;
            }
        }

        return recording is null || reader.Failed ? null : new ChipRecording(chip, recording);
    }
}
