using Bss2.Messages.Cluster;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>training-ended/1</c>.</summary>
internal static class TrainingEndedCodec
{
    private static readonly string[] Fields = ["Training"];

    public static void Write(MessagePackWriter writer, TrainingEnded ended)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(ended.Training);
    }

    public static TrainingEnded? Read(ref MessagePackReader reader)
    {
        string training = string.Empty;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: training = Text.ReadName(ref reader, Text.LongestTraining); break;
            }
        }

        return reader.Failed ? null : new TrainingEnded(training);
    }
}
