namespace Bss2.Chip.Circuits;

/// <summary>The 128 neuron circuits of a quadrant after calibration, mismatch applied: structure of arrays, [column].</summary>
public sealed class QuadrantCircuits
{
    /// <summary>Circuits of a quadrant.</summary>
    public const int Columns = 128;

    /// <summary>Columns in use, a prefix in multiples of 8 covers them all; others stay at rest.</summary>
    public required int UsedColumns { get; init; }

    /// <summary>Columns whose membranes are sampled, rising.</summary>
    public required int[] RecordedColumns { get; init; }
}
