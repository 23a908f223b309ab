using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>rack-configuration/4</c>.</summary>
internal static class RackConfigurationCodec
{
    private static readonly string[] Fields = ["Version", "Network", "Chips", "Weights"];

    public static void Write(MessagePackWriter writer, RackConfiguration configuration)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(configuration.Version);
        writer.WriteInt64(1);
        NetworkSpecCodec.Write(writer, configuration.Network);
        writer.WriteInt64(2);
        BodyCodec.WriteList(writer, configuration.Chips, RackChipCodec.Write);
        writer.WriteInt64(3);
        BodyCodec.WriteList(writer, configuration.Weights, ProjectionWeightsCodec.Write);
    }

    public static RackConfiguration? Read(ref MessagePackReader reader)
    {
        int version = 0;
        NetworkSpec? network = null;
        RackChip[] chips = [];
        ProjectionWeights[] weights = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: version = reader.ReadInt32(0); break;
                case 1: network = NetworkSpecCodec.Read(ref reader); break;
                case 2: chips = BodyCodec.ReadList(ref reader, RackChipCodec.FieldCount, RackChipCodec.Read); break;
                case 3: weights = BodyCodec.ReadList(ref reader, ProjectionWeightsCodec.FieldCount, ProjectionWeightsCodec.Read); break;
            }
        }

        if (reader.Failed || network is null) return null;
        CheckChips(ref reader, ref fields, chips);
        CheckWeights(ref reader, ref fields, network, weights);
        return reader.Failed ? null : new RackConfiguration(version, network, chips, weights);
    }

    private static void CheckChips(ref MessagePackReader reader, ref FieldCursor fields, RackChip[] chips)
    {
        if (chips.Length == 0) fields.Refuse(ref reader, "Chips", "at least one chip", "none");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < chips.Length; i++)
        {
            if (!names.Add(chips[i].Name))
                fields.Refuse(ref reader, $"Chips[{i}].Name", "a name that no chip before has", $"'{chips[i].Name}' again");
        }
    }

    private static void CheckWeights(ref MessagePackReader reader, ref FieldCursor fields, NetworkSpec network, ProjectionWeights[] weights)
    {
        ProjectionSpec[] projections = network.Projections;
        if (weights.Length != projections.Length)
        {
            fields.Refuse(ref reader, "Weights", $"{projections.Length} entries, one for each projection", $"{weights.Length}");
            return;
        }

        for (int i = 0; i < weights.Length && !reader.Failed; i++)
        {
            int sources = network.Populations[projections[i].Source.Value].Size;
            int targets = network.Populations[projections[i].Target.Value].Size;
            if (weights[i].Projection != i)
                fields.Refuse(ref reader, $"Weights[{i}].Projection", $"{i}, the order of the projections", $"{weights[i].Projection}");
            else if (weights[i].Values.Length != (long)sources * targets)
                fields.Refuse(ref reader, $"Weights[{i}].Values", $"{(long)sources * targets} weights, {targets} targets by {sources} sources", $"{weights[i].Values.Length}");
        }
    }
}
