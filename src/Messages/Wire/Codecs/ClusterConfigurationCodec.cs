using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>cluster-configuration/3</c>.</summary>
internal static class ClusterConfigurationCodec
{
    /// <summary>Far more chips than a rack has.</summary>
    private const int MostChips = 4096;

    private static readonly string[] Fields = ["Training", "Configuration", "Pins"];

    public static void Write(MessagePackWriter writer, ClusterConfiguration configuration)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(configuration.Training);
        writer.WriteInt64(1);
        RackConfigurationCodec.Write(writer, configuration.Configuration);
        writer.WriteInt64(2);
        BodyCodec.WriteList(writer, configuration.Pins, static (output, node) => output.WriteString(node));
    }

    public static ClusterConfiguration? Read(ref MessagePackReader reader)
    {
        string training = string.Empty;
        RackConfiguration? configuration = null;
        string[] pins = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: training = Text.ReadName(ref reader, Text.LongestTraining); break;
                case 1: configuration = RackConfigurationCodec.Read(ref reader); break;
                case 2: pins = BodyCodec.ReadList(ref reader, 0, static (ref MessagePackReader input) => Text.ReadName(ref input) is { Length: > 0 } node ? node : null); break;
            }
        }

        if (pins.Length > MostChips)
            fields.Refuse(ref reader, "Pins", $"at most {MostChips} chips", $"{pins.Length}");
        return reader.Failed || configuration is null ? null : new ClusterConfiguration(training, configuration, pins);
    }
}
