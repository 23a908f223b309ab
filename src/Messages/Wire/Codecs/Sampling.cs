namespace Bss2.Messages.Wire.Codecs;

/// <summary>The shape that all messages of the column ADC share: ticks [sample, point] and values [sample, point, column].</summary>
internal static class Sampling
{
    /// <summary>Refuses ticks that are no whole number of samples, and values whose count is not ticks times columns.</summary>
    public static void CheckShape(
        ref MessagePackReader reader, ref FieldCursor fields, int pointCount, int ticks, int columns, string valuesField, int values)
    {
        if (pointCount == 0 ? ticks != 0 : ticks % pointCount != 0)
        {
            fields.Refuse(ref reader, "Ticks", $"a multiple of the {pointCount} points of a sample", $"{ticks} values");
            return;
        }

        long expected = (long)ticks * columns;
        if (values != expected)
            fields.Refuse(ref reader, valuesField, $"{expected} values, {ticks} ticks of {columns} columns", $"{values}");
    }
}
