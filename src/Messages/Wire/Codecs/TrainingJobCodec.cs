using Bss2.Messages.Cluster;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>training-job/1</c>.</summary>
internal static class TrainingJobCodec
{
    /// <summary>Far more options than an experiment has.</summary>
    private const int MostSettings = 1024;

    private static readonly string[] Fields = ["Id", "Experiment", "Settings", "Submitted", "Submitter"];

    public static void Write(MessagePackWriter writer, TrainingJob job)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(job.Id);
        writer.WriteInt64(1);
        writer.WriteString(job.Experiment);
        writer.WriteInt64(2);
        BodyCodec.WriteList(writer, job.Settings, JobSettingCodec.Write);
        writer.WriteInt64(3);
        writer.WriteInt64(job.Submitted);
        writer.WriteInt64(4);
        writer.WriteString(job.Submitter);
    }

    public static TrainingJob? Read(ref MessagePackReader reader)
    {
        string id = string.Empty;
        string experiment = string.Empty;
        JobSetting[] settings = [];
        long submitted = 0;
        string submitter = string.Empty;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: id = Text.ReadFolderName(ref reader); break;
                case 1: experiment = Text.ReadName(ref reader); break;
                case 2: settings = BodyCodec.ReadList(ref reader, JobSettingCodec.FieldCount, JobSettingCodec.Read); break;
                case 3: submitted = reader.ReadInt64(0, long.MaxValue); break;
                case 4: submitter = Text.ReadLine(ref reader); break;
            }
        }

        if (settings.Length > MostSettings)
            fields.Refuse(ref reader, "Settings", $"at most {MostSettings} settings", $"{settings.Length}");
        return reader.Failed ? null : new TrainingJob(id, experiment, settings, submitted, submitter);
    }
}
