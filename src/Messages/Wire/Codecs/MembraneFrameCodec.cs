using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>membrane-frame/1</c>.</summary>
internal static class MembraneFrameCodec
{
    /// <summary>Quadrants of a chip and columns of a quadrant, see <see cref="MembraneFrame"/>.</summary>
    private const int LastQuadrant = 3, LastColumn = 127;

    private static readonly string[] Fields =
        ["Block", "Key", "FirstSample", "Quadrant", "Columns", "PointCount", "Ticks", "MembraneLsb"];

    public static void Write(MessagePackWriter writer, MembraneFrame frame)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        BlockIdCodec.Write(writer, frame.Block);
        writer.WriteInt64(1);
        RunKeyCodec.Write(writer, frame.Key);
        writer.WriteInt64(2);
        writer.WriteInt64(frame.FirstSample);
        writer.WriteInt64(3);
        writer.WriteInt64(frame.Quadrant);
        writer.WriteInt64(4);
        writer.WriteNumbers<int>(frame.Columns);
        writer.WriteInt64(5);
        writer.WriteInt64(frame.PointCount);
        writer.WriteInt64(6);
        writer.WriteNumbers<int>(frame.Ticks);
        writer.WriteInt64(7);
        writer.WriteNumbers<float>(frame.MembraneLsb);
    }

    public static MembraneFrame? Read(ref MessagePackReader reader)
    {
        BlockId block = default;
        RunKey key = default;
        int firstSample = 0, quadrant = 0, pointCount = 0;
        int[] columns = [], ticks = [];
        float[] membraneLsb = [];
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: block = BlockIdCodec.Read(ref reader); break;
                case 1: key = RunKeyCodec.Read(ref reader); break;
                case 2: firstSample = reader.ReadInt32(0); break;
                case 3: quadrant = reader.ReadInt32(0, LastQuadrant); break;
                case 4: columns = reader.ReadNumbers<int>(); break;
                case 5: pointCount = reader.ReadInt32(0); break;
                case 6: ticks = reader.ReadNumbers<int>(); break;
                case 7: membraneLsb = reader.ReadNumbers<float>(); break;
            }
        }

        if (reader.Failed) return null;
        Sampling.CheckShape(ref reader, ref fields, pointCount, ticks.Length, columns.Length, "MembraneLsb", membraneLsb.Length);
        CheckColumns(ref reader, ref fields, columns);
        CheckFinite(ref reader, ref fields, membraneLsb);
        return reader.Failed ? null : new MembraneFrame(block, key, firstSample, quadrant, columns, pointCount, ticks, membraneLsb);
    }

    private static void CheckColumns(ref MessagePackReader reader, ref FieldCursor fields, int[] columns)
    {
        int lowest = 0;
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] < lowest || columns[i] > LastColumn)
            {
                fields.Refuse(ref reader, $"Columns[{i}]", $"a column in {lowest}..{LastColumn}, in rising order", $"{columns[i]}");
                return;
            }

            lowest = columns[i] + 1;
        }
    }

    private static void CheckFinite(ref MessagePackReader reader, ref FieldCursor fields, float[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i])) continue;
            fields.Refuse(ref reader, $"MembraneLsb[{i}]", "a finite number", "NaN or infinity");
            return;
        }
    }
}
