using Bss2.Messages.Spikes;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>spike-batch/1</c>: three number arrays.</summary>
internal static class SpikeBatchCodec
{
    private static readonly string[] Fields = ["SampleOffsets", "Ticks", "Labels"];

    public static void Write(MessagePackWriter writer, SpikeBatch batch)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteNumbers<int>(batch.SampleOffsets);
        writer.WriteInt64(1);
        writer.WriteNumbers<int>(batch.Ticks);
        writer.WriteInt64(2);
        writer.WriteNumbers<ushort>(batch.Labels);
    }

    public static SpikeBatch? Read(ref MessagePackReader reader)
    {
        int[] sampleOffsets = [], ticks = [];
        ushort[] labels = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: sampleOffsets = reader.ReadNumbers<int>(); break;
                case 1: ticks = reader.ReadNumbers<int>(); break;
                case 2: labels = reader.ReadNumbers<ushort>(); break;
            }
        }

        if (reader.Failed) return null;
        CheckOffsets(ref reader, ref fields, sampleOffsets, ticks.Length);
        if (labels.Length != ticks.Length)
            fields.Refuse(ref reader, "Labels", $"{ticks.Length} values, one for each tick", $"{labels.Length}");
        if (reader.Failed) return null;
        CheckOrder(ref reader, ref fields, sampleOffsets, ticks);
        return reader.Failed ? null : new SpikeBatch(sampleOffsets, ticks, labels);
    }

    private static void CheckOffsets(ref MessagePackReader reader, ref FieldCursor fields, int[] offsets, int spikeCount)
    {
        if (offsets.Length == 0 || offsets[0] != 0)
        {
            fields.Refuse(ref reader, "SampleOffsets", "0 at the start", offsets.Length == 0 ? "no value" : $"{offsets[0]}");
            return;
        }

        for (int sample = 1; sample < offsets.Length; sample++)
        {
            if (offsets[sample] >= offsets[sample - 1]) continue;
            fields.Refuse(ref reader, $"SampleOffsets[{sample}]", $"at least {offsets[sample - 1]}, the offset before", $"{offsets[sample]}");
            return;
        }

        if (offsets[^1] != spikeCount)
            fields.Refuse(ref reader, "SampleOffsets", $"{spikeCount}, the number of ticks, at the end", $"{offsets[^1]}");
    }

    private static void CheckOrder(ref MessagePackReader reader, ref FieldCursor fields, int[] offsets, int[] ticks)
    {
        for (int sample = 0; sample < offsets.Length - 1; sample++)
        {
            for (int spike = offsets[sample] + 1; spike < offsets[sample + 1]; spike++)
            {
                if (ticks[spike] >= ticks[spike - 1]) continue;
                fields.Refuse(ref reader, $"Ticks[{spike}]", $"at least {ticks[spike - 1]}, the tick before in sample {sample}", $"{ticks[spike]}");
                return;
            }
        }
    }
}
