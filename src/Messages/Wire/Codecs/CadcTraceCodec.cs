using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>cadc-trace/1</c>.</summary>
internal static class CadcTraceCodec
{
    /// <summary>Logical neurons are labelled with 16 bits, see <see cref="Spikes.SpikeBatch"/>.</summary>
    private const int LastNeuron = 65535;

    private static readonly string[] Fields = ["Population", "Neurons", "PointCount", "Ticks", "Codes"];

    public static int FieldCount => Fields.Length;

    public static void Write(MessagePackWriter writer, CadcTrace trace)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(trace.Population.Value);
        writer.WriteInt64(1);
        writer.WriteNumbers<int>(trace.Neurons);
        writer.WriteInt64(2);
        writer.WriteInt64(trace.PointCount);
        writer.WriteInt64(3);
        writer.WriteNumbers<int>(trace.Ticks);
        writer.WriteInt64(4);
        writer.WriteNumbers<sbyte>(trace.Codes);
    }

    public static CadcTrace? Read(ref MessagePackReader reader)
    {
        int population = 0, pointCount = 0;
        int[] neurons = [], ticks = [];
        sbyte[] codes = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: population = reader.ReadInt32(0); break;
                case 1: neurons = reader.ReadNumbers<int>(); break;
                case 2: pointCount = reader.ReadInt32(0); break;
                case 3: ticks = reader.ReadNumbers<int>(); break;
                case 4: codes = reader.ReadNumbers<sbyte>(); break;
            }
        }

        if (reader.Failed) return null;
        Sampling.CheckShape(ref reader, ref fields, pointCount, ticks.Length, neurons.Length, "Codes", codes.Length);
        int outside = neurons.AsSpan().IndexOfAnyExceptInRange(0, LastNeuron);
        if (outside >= 0)
            fields.Refuse(ref reader, $"Neurons[{outside}]", $"a neuron in 0..{LastNeuron}", $"{neurons[outside]}");
        return reader.Failed ? null : new CadcTrace(new PopulationId(population), neurons, pointCount, ticks, codes);
    }
}
