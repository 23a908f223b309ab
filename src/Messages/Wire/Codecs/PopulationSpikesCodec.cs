using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>population-spikes/1</c>, and what lists of it must agree on.</summary>
internal static class PopulationSpikesCodec
{
    private static readonly string[] Fields = ["Population", "Spikes"];

    public static int FieldCount => Fields.Length;

    public static void Write(MessagePackWriter writer, PopulationSpikes spikes)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteInt64(spikes.Population.Value);
        writer.WriteInt64(1);
        SpikeBatchCodec.Write(writer, spikes.Spikes);
    }

    public static PopulationSpikes? Read(ref MessagePackReader reader)
    {
        int population = 0;
        SpikeBatch? spikes = null;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: population = reader.ReadInt32(0); break;
                case 1: spikes = SpikeBatchCodec.Read(ref reader); break;
            }
        }

        return spikes is null || reader.Failed ? null : new PopulationSpikes(new PopulationId(population), spikes);
    }

    /// <summary>Refuses a list in which a population comes twice, sample counts differ, or a tick lies off the FPGA grid or outside [0, end).</summary>
    public static void CheckList(ref MessagePackReader reader, ref FieldCursor fields, string field, PopulationSpikes[] list, long endTicks)
    {
        var populations = new HashSet<int>();
        for (int i = 0; i < list.Length && !reader.Failed; i++)
        {
            SpikeBatch batch = list[i].Spikes;
            if (!populations.Add(list[i].Population.Value))
                fields.Refuse(ref reader, $"{field}[{i}].Population", "each population once", $"{list[i].Population.Value} again");
            else if (batch.SampleCount != list[0].Spikes.SampleCount)
                fields.Refuse(ref reader, $"{field}[{i}].Spikes", $"{list[0].Spikes.SampleCount} samples as in the first entry", $"{batch.SampleCount}");
            else
                CheckTicks(ref reader, ref fields, $"{field}[{i}].Spikes", batch.Ticks, endTicks);
        }
    }

    /// <summary>Refuses a tick off the FPGA grid or outside [0, end).</summary>
    public static void CheckTicks(ref MessagePackReader reader, ref FieldCursor fields, string field, int[] ticks, long endTicks)
    {
        for (int spike = 0; spike < ticks.Length; spike++)
        {
            if ((ticks[spike] & 1) == 0 && ticks[spike] >= 0 && ticks[spike] < endTicks) continue;
            fields.Refuse(ref reader, $"{field}.Ticks[{spike}]", $"an even tick (8 ns grid) in 0..{endTicks - 1}", $"{ticks[spike]}");
            return;
        }
    }
}
