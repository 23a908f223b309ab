namespace Bss2.Chip.Circuits;

/// <summary>
/// What each distinct event does to the 128 columns of a quadrant: the charge that it puts on their synaptic lines.
/// An event (PADI bus, row select, label) stands for one index; drivers, rows, labels, weights and mismatch are multiplied in at configuration time.
/// </summary>
/// <param name="eventCount">Number of distinct events.</param>
public sealed class ChargeTable(int eventCount)
{
    /// <summary>Columns of a quadrant.</summary>
    public const int Columns = 128;

    /// <summary>Number of distinct events.</summary>
    public int EventCount { get; } = eventCount;

    /// <summary>[event, column], LSB/us added to the excitatory line, at least 0.</summary>
    public float[] Excitatory { get; } = new float[eventCount * Columns];

    /// <summary>[event, column], LSB/us added to the inhibitory line, at least 0.</summary>
    public float[] Inhibitory { get; } = new float[eventCount * Columns];
}
