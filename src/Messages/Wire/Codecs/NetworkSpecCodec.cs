using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>network-spec/4</c>.</summary>
internal static class NetworkSpecCodec
{
    private static readonly string[] Fields = ["Populations", "Projections"];

    public static void Write(MessagePackWriter writer, NetworkSpec network)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        BodyCodec.WriteList(writer, network.Populations, PopulationSpecCodec.Write);
        writer.WriteInt64(1);
        BodyCodec.WriteList(writer, network.Projections, ProjectionSpecCodec.Write);
    }

    public static NetworkSpec? Read(ref MessagePackReader reader)
    {
        PopulationSpec[] populations = [];
        ProjectionSpec[] projections = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: populations = BodyCodec.ReadList(ref reader, PopulationSpecCodec.FieldCount, PopulationSpecCodec.Read); break;
                case 1: projections = BodyCodec.ReadList(ref reader, ProjectionSpecCodec.FieldCount, ProjectionSpecCodec.Read); break;
            }
        }

        if (reader.Failed) return null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < populations.Length; i++)
        {
            if (!names.Add(populations[i].Name))
                fields.Refuse(ref reader, $"Populations[{i}].Name", "a name that no population before has", $"'{populations[i].Name}' again");
        }

        for (int i = 0; i < projections.Length; i++)
        {
            CheckEnd(ref reader, ref fields, $"Projections[{i}].Source", projections[i].Source.Value, populations.Length);
            CheckEnd(ref reader, ref fields, $"Projections[{i}].Target", projections[i].Target.Value, populations.Length);
        }

        return reader.Failed ? null : new NetworkSpec(populations, projections);
    }

    private static void CheckEnd(ref MessagePackReader reader, ref FieldCursor fields, string field, int population, int populationCount)
    {
        if (population >= populationCount)
            fields.Refuse(ref reader, field, $"the index of one of the {populationCount} populations", $"{population}");
    }
}
