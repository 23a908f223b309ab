using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>run-block/2</c>.</summary>
internal static class RunBlockCodec
{
    private static readonly string[] Fields = ["Id", "Key", "FirstSample", "ConfigurationVersion", "Duration", "Inputs", "Vectors"];

    public static void Write(MessagePackWriter writer, RunBlock command)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        BlockIdCodec.Write(writer, command.Id);
        writer.WriteInt64(1);
        RunKeyCodec.Write(writer, command.Key);
        writer.WriteInt64(2);
        writer.WriteInt64(command.FirstSample);
        writer.WriteInt64(3);
        writer.WriteInt64(command.ConfigurationVersion);
        writer.WriteInt64(4);
        writer.WriteInt64(command.Duration.Value);
        writer.WriteInt64(5);
        BodyCodec.WriteList(writer, command.Inputs, PopulationSpikesCodec.Write);
        writer.WriteInt64(6);
        BodyCodec.WriteList(writer, command.Vectors, PopulationVectorsCodec.Write);
    }

    public static RunBlock? Read(ref MessagePackReader reader)
    {
        BlockId id = default;
        RunKey key = default;
        int firstSample = 0, configurationVersion = 0;
        long duration = 0;
        PopulationSpikes[] inputs = [];
        PopulationVectors[] vectors = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: id = BlockIdCodec.Read(ref reader); break;
                case 1: key = RunKeyCodec.Read(ref reader); break;
                case 2: firstSample = reader.ReadInt32(0); break;
                case 3: configurationVersion = reader.ReadInt32(0); break;
                case 4: duration = reader.ReadInt64(1, int.MaxValue); break; // Ticks within a run have 32 bits.
                case 5: inputs = BodyCodec.ReadList(ref reader, PopulationSpikesCodec.FieldCount, PopulationSpikesCodec.Read); break;
                case 6: vectors = BodyCodec.ReadList(ref reader, PopulationVectorsCodec.FieldCount, PopulationVectorsCodec.Read); break;
            }
        }

        PopulationSpikesCodec.CheckList(ref reader, ref fields, "Inputs", inputs, duration);
        PopulationVectorsCodec.CheckList(ref reader, ref fields, "Vectors", vectors, inputs.Length > 0 ? inputs[0].Spikes.SampleCount : null);
        PopulationVectorsCodec.CheckActivations(ref reader, ref fields, "Vectors", vectors);
        return reader.Failed ? null : new RunBlock(id, key, firstSample, configurationVersion, new HardwareTicks(duration), inputs) { Vectors = vectors };
    }
}
