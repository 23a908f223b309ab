using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>projection-weights/1</c>.</summary>
internal static class ProjectionWeightsCodec
{
    /// <summary>Weights have six bits and the sign of their row.</summary>
    private const int LargestWeight = 63;

    private static readonly string[] Fields = ["Projection", "Values"];

    public static int FieldCount => Fields.Length;

    public static void Write(MessagePackWriter writer, ProjectionWeights weights)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(weights.Projection);
        writer.WriteInt64(1);
        writer.WriteNumbers<sbyte>(weights.Values);
    }

    public static ProjectionWeights? Read(ref MessagePackReader reader)
    {
        int projection = 0;
        sbyte[] values = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: projection = reader.ReadInt32(0); break;
                case 1: values = reader.ReadNumbers<sbyte>(); break;
            }
        }

        int outside = values.AsSpan().IndexOfAnyExceptInRange((sbyte)-LargestWeight, (sbyte)LargestWeight);
        if (outside >= 0)
            fields.Refuse(ref reader, $"Values[{outside}]", $"a weight in {-LargestWeight}..{LargestWeight}", $"{values[outside]}");
        return reader.Failed ? null : new ProjectionWeights(projection, values);
    }
}
