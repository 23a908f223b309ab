using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>link-spikes/1</c>.</summary>
internal static class LinkSpikesCodec
{
    private static readonly string[] Fields = ["Block", "ConfigurationVersion", "TargetChip", "Spikes"];

    public static void Write(MessagePackWriter writer, LinkSpikes link)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        BlockIdCodec.Write(writer, link.Block);
        writer.WriteInt64(1);
        writer.WriteInt64(link.ConfigurationVersion);
        writer.WriteInt64(2);
        writer.WriteInt64(link.TargetChip);
        writer.WriteInt64(3);
        PopulationSpikesCodec.Write(writer, link.Spikes);
    }

    public static LinkSpikes? Read(ref MessagePackReader reader)
    {
        BlockId block = default;
        int version = 0, targetChip = 0;
        PopulationSpikes? spikes = null;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: block = BlockIdCodec.Read(ref reader); break;
                case 1: version = reader.ReadInt32(0); break;
                case 2: targetChip = reader.ReadInt32(0); break;
                case 3: spikes = PopulationSpikesCodec.Read(ref reader); break;
            }
        }

        if (spikes is null || reader.Failed) return null;
        PopulationSpikesCodec.CheckTicks(ref reader, ref fields, "Spikes.Spikes", spikes.Spikes.Ticks, endTicks: 1L << 31);
        return reader.Failed ? null : new LinkSpikes(block, version, targetChip, spikes);
    }
}
