using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>block-recording/3</c>.</summary>
internal static class BlockRecordingCodec
{
    private static readonly string[] Fields = ["Id", "FirstSample", "Spikes", "Cadc", "Madc", "Health", "Results"];

    public static void Write(MessagePackWriter writer, BlockRecording recording)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        BlockIdCodec.Write(writer, recording.Id);
        writer.WriteInt64(1);
        writer.WriteInt64(recording.FirstSample);
        writer.WriteInt64(2);
        BodyCodec.WriteList(writer, recording.Spikes, PopulationSpikesCodec.Write);
        writer.WriteInt64(3);
        BodyCodec.WriteList(writer, recording.Cadc, CadcTraceCodec.Write);
        writer.WriteInt64(4);
        BodyCodec.WriteList(writer, recording.Madc, MadcTraceCodec.Write);
        writer.WriteInt64(5);
        BlockHealthCodec.Write(writer, recording.Health);
        writer.WriteInt64(6);
        BodyCodec.WriteList(writer, recording.Results, PopulationVectorsCodec.Write);
    }

    public static BlockRecording? Read(ref MessagePackReader reader)
    {
        BlockId id = default;
        int firstSample = 0;
        PopulationSpikes[] spikes = [];
        CadcTrace[] cadc = [];
        MadcTrace[] madc = [];
        BlockHealth? health = null;
        PopulationVectors[] results = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: id = BlockIdCodec.Read(ref reader); break;
                case 1: firstSample = reader.ReadInt32(0); break;
                case 2: spikes = BodyCodec.ReadList(ref reader, PopulationSpikesCodec.FieldCount, PopulationSpikesCodec.Read); break;
                case 3: cadc = BodyCodec.ReadList(ref reader, CadcTraceCodec.FieldCount, CadcTraceCodec.Read); break;
                case 4: madc = BodyCodec.ReadList(ref reader, MadcTraceCodec.FieldCount, MadcTraceCodec.Read); break;
                case 5: health = BlockHealthCodec.Read(ref reader); break;
                case 6: results = BodyCodec.ReadList(ref reader, PopulationVectorsCodec.FieldCount, PopulationVectorsCodec.Read); break;
            }
        }

        if (reader.Failed || health is null) return null;
        PopulationSpikesCodec.CheckList(ref reader, ref fields, "Spikes", spikes, endTicks: 1L << 31);
        CheckSampleCounts(ref reader, ref fields, spikes, cadc, madc, results);
        return reader.Failed ? null : new BlockRecording(id, firstSample, spikes, cadc, madc, health) { Results = results };
    }

    /// <summary>All parts of a recording speak of the same samples. A trace without points has no count of its own.</summary>
    private static void CheckSampleCounts(
        ref MessagePackReader reader, ref FieldCursor fields, PopulationSpikes[] spikes, CadcTrace[] cadc, MadcTrace[] madc, PopulationVectors[] results)
    {
        int? samples = spikes.Length > 0 ? spikes[0].Spikes.SampleCount : null;
        for (int i = 0; i < cadc.Length && !reader.Failed; i++)
            CheckSampleCount(ref reader, ref fields, ref samples, "Cadc", i, cadc[i].PointCount, cadc[i].Ticks.Length);
        for (int i = 0; i < madc.Length && !reader.Failed; i++)
            CheckSampleCount(ref reader, ref fields, ref samples, "Madc", i, madc[i].PointCount, madc[i].Ticks.Length);
        PopulationVectorsCodec.CheckList(ref reader, ref fields, "Results", results, samples);
    }

    private static void CheckSampleCount(
        ref MessagePackReader reader, ref FieldCursor fields, ref int? samples, string field, int index, int pointCount, int ticks)
    {
        if (pointCount == 0) return;
        int own = ticks / pointCount;
        samples ??= own;
        if (own != samples)
            fields.Refuse(ref reader, $"{field}[{index}].Ticks", $"{samples} samples as in the rest of the recording", $"{own}");
    }
}
