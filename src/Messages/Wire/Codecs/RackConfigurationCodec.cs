using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>rack-configuration/1</c>.</summary>
internal static class RackConfigurationCodec
{
    private static readonly string[] Fields = ["Version", "Network", "Chip", "Weights"];

    public static void Write(MessagePackWriter writer, RackConfiguration configuration)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(configuration.Version);
        writer.WriteInt64(1);
        NetworkSpecCodec.Write(writer, configuration.Network);
        writer.WriteInt64(2);
        ChipSettingsCodec.Write(writer, configuration.Chip);
        writer.WriteInt64(3);
        BodyCodec.WriteList(writer, configuration.Weights, ProjectionWeightsCodec.Write);
    }

    public static RackConfiguration? Read(ref MessagePackReader reader)
    {
        int version = 0;
        NetworkSpec? network = null;
        ChipSettings? chip = null;
        ProjectionWeights[] weights = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: version = reader.ReadInt32(0); break;
                case 1: network = NetworkSpecCodec.Read(ref reader); break;
                case 2: chip = ChipSettingsCodec.Read(ref reader); break;
                case 3: weights = BodyCodec.ReadList(ref reader, ProjectionWeightsCodec.FieldCount, ProjectionWeightsCodec.Read); break;
            }
        }

        if (reader.Failed || network is null || chip is null) return null;
        CheckWeights(ref reader, ref fields, network, weights);
        return reader.Failed ? null : new RackConfiguration(version, network, chip, weights);
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
