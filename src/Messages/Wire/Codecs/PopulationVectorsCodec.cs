using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>population-vectors/1</c>, and what lists of it must agree on.</summary>
internal static class PopulationVectorsCodec
{
    /// <summary>As many as a population may have neurons, see <see cref="PopulationSpecCodec"/>.</summary>
    private const int LargestSize = 65536;

    /// <summary>Activations have five bits.</summary>
    private const sbyte LargestActivation = 31;

    private static readonly string[] Fields = ["Population", "VectorsPerSample", "Size", "Values"];

    public static int FieldCount => Fields.Length;

    public static void Write(MessagePackWriter writer, PopulationVectors vectors)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(vectors.Population.Value);
        writer.WriteInt64(1);
        writer.WriteInt64(vectors.VectorsPerSample);
        writer.WriteInt64(2);
        writer.WriteInt64(vectors.Size);
        writer.WriteInt64(3);
        writer.WriteNumbers<sbyte>(vectors.Values);
    }

    public static PopulationVectors? Read(ref MessagePackReader reader)
    {
        int population = 0, vectorsPerSample = 0, size = 0;
        sbyte[] values = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: population = reader.ReadInt32(0); break;
                case 1: vectorsPerSample = reader.ReadInt32(1); break;
                case 2: size = reader.ReadInt32(1, LargestSize); break;
                case 3: values = reader.ReadNumbers<sbyte>(); break;
            }
        }

        if (reader.Failed) return null;
        if (values.Length % ((long)vectorsPerSample * size) != 0)
            fields.Refuse(ref reader, "Values", $"a multiple of {(long)vectorsPerSample * size}, {vectorsPerSample} vectors of {size} neurons for each sample", $"{values.Length}");
        return reader.Failed ? null : new PopulationVectors(new PopulationId(population), vectorsPerSample, size, values);
    }

    /// <summary>Refuses a list in which a population comes twice or sample counts differ; <paramref name="samples"/> is the count of what stands beside the list.</summary>
    public static void CheckList(ref MessagePackReader reader, ref FieldCursor fields, string field, PopulationVectors[] list, int? samples)
    {
        var populations = new HashSet<int>();
        for (int i = 0; i < list.Length && !reader.Failed; i++)
        {
            samples ??= list[i].SampleCount;
            if (!populations.Add(list[i].Population.Value))
                fields.Refuse(ref reader, $"{field}[{i}].Population", "each population once", $"{list[i].Population.Value} again");
            else if (list[i].SampleCount != samples)
                fields.Refuse(ref reader, $"{field}[{i}].Values", $"{samples} samples as in the rest of the message", $"{list[i].SampleCount}");
        }
    }

    /// <summary>Refuses activations outside 0..31.</summary>
    public static void CheckActivations(ref MessagePackReader reader, ref FieldCursor fields, string field, PopulationVectors[] list)
    {
        for (int i = 0; i < list.Length && !reader.Failed; i++)
        {
            int outside = list[i].Values.AsSpan().IndexOfAnyExceptInRange((sbyte)0, LargestActivation);
            if (outside >= 0)
                fields.Refuse(ref reader, $"{field}[{i}].Values[{outside}]", $"an activation in 0..{LargestActivation}", $"{list[i].Values[outside]}");
        }
    }
}
