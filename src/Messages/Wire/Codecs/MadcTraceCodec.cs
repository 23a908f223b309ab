using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>madc-trace/1</c>.</summary>
internal static class MadcTraceCodec
{
    /// <summary>Logical neurons are labelled with 16 bits, see <see cref="Spikes.SpikeBatch"/>.</summary>
    private const int LastNeuron = 65535;

    /// <summary>The converter has 10 bits and records as many samples at most, see <see cref="MadcTrace"/>.</summary>
    private const int LastCode = 1023, MostPoints = 65535;

    private static readonly string[] Fields = ["Population", "Neuron", "PointCount", "Ticks", "Codes"];

    public static int FieldCount => Fields.Length;

    public static void Write(MessagePackWriter writer, MadcTrace trace)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(trace.Population.Value);
        writer.WriteInt64(1);
        writer.WriteInt64(trace.Neuron);
        writer.WriteInt64(2);
        writer.WriteInt64(trace.PointCount);
        writer.WriteInt64(3);
        writer.WriteNumbers<int>(trace.Ticks);
        writer.WriteInt64(4);
        writer.WriteNumbers<ushort>(trace.Codes);
    }

    public static MadcTrace? Read(ref MessagePackReader reader)
    {
        int population = 0, neuron = 0, pointCount = 0;
        int[] ticks = [];
        ushort[] codes = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: population = reader.ReadInt32(0); break;
                case 1: neuron = reader.ReadInt32(0, LastNeuron); break;
                case 2: pointCount = reader.ReadInt32(0, MostPoints); break;
                case 3: ticks = reader.ReadNumbers<int>(); break;
                case 4: codes = reader.ReadNumbers<ushort>(); break;
            }
        }

        if (reader.Failed) return null;
        Sampling.CheckShape(ref reader, ref fields, pointCount, ticks.Length, 1, "Codes", codes.Length);
        int outside = codes.AsSpan().IndexOfAnyExceptInRange((ushort)0, (ushort)LastCode);
        if (outside >= 0)
            fields.Refuse(ref reader, $"Codes[{outside}]", $"a code in 0..{LastCode}", $"{codes[outside]}");
        return reader.Failed ? null : new MadcTrace(new PopulationId(population), neuron, pointCount, ticks, codes);
    }
}
