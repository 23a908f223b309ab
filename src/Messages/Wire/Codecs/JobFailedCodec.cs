using Bss2.Messages.Cluster;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>job-failed/1</c>.</summary>
internal static class JobFailedCodec
{
    private static readonly string[] Fields = ["Job", "Reason", "Trainer", "Failed"];

    public static void Write(MessagePackWriter writer, JobFailed failed)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        TrainingJobCodec.Write(writer, failed.Job);
        writer.WriteInt64(1);
        writer.WriteString(failed.Reason);
        writer.WriteInt64(2);
        writer.WriteString(failed.Trainer);
        writer.WriteInt64(3);
        writer.WriteInt64(failed.Failed);
    }

    public static JobFailed? Read(ref MessagePackReader reader)
    {
        TrainingJob? job = null;
        string reason = string.Empty;
        string trainer = string.Empty;
        long failed = 0;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: job = TrainingJobCodec.Read(ref reader); break;
                case 1: reason = Text.ReadPassage(ref reader); break;
                case 2: trainer = Text.ReadName(ref reader); break;
                case 3: failed = reader.ReadInt64(0, long.MaxValue); break;
            }
        }

        return reader.Failed || job is null ? null : new JobFailed(job, reason, trainer, failed);
    }
}
