using Bss2.Messages.Units;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// The dense time grid of a run and its relation to hardware time, with the roundings of hxtorch (experiment.py and to_dense.cpp): the run's clocks are
/// truncated, the rows worked out in float32.
/// </summary>
public readonly record struct TimeGrid
{
    private const double ClocksPerMicrosecond = 125;

    /// <param name="dt">Length of a time step in seconds.</param>
    /// <param name="steps">Time steps of the input.</param>
    public TimeGrid(double dt, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        (Dt, Steps) = (dt, steps);
        RuntimeClocks = (int)(steps * dt * 1e6 * ClocksPerMicrosecond);
        HardwareRows = RowsWithin(Seconds(RuntimeClocks), dt);
    }

    /// <summary>Length of a time step in seconds.</summary>
    public double Dt { get; }

    /// <summary>Time steps of the input, to which outputs are cut.</summary>
    public int Steps { get; }

    /// <summary>Length of the run in FPGA clocks of 8 ns.</summary>
    public int RuntimeClocks { get; }

    /// <summary>Rows that a recording fills before it is cut: ceil(runtime / dt) + 1.</summary>
    public int HardwareRows { get; }

    /// <summary>Length of the run on the chip.</summary>
    public HardwareTicks Duration => new((long)RuntimeClocks * HardwareTicks.PerFpgaClock);

    /// <summary>Tick of an input spike of a row, on the 8 ns grid.</summary>
    public int InputTick(int row) => (int)Math.Round(row * Dt * 1e6 * ClocksPerMicrosecond, MidpointRounding.AwayFromZero) * HardwareTicks.PerFpgaClock;

    /// <summary>Row of a recorded spike: time over dt, halves away from zero.</summary>
    public int SpikeRow(int tick) => (int)Math.Round(SecondsOfTick(tick) / Dt, MidpointRounding.AwayFromZero);

    /// <summary>First row at or after a recorded sample.</summary>
    public int RowAtOrAfter(int tick) => RowAtOrAfter(SecondsOfTick(tick));

    /// <summary>First row at or after a time in seconds.</summary>
    public int RowAtOrAfter(double seconds) => (int)Math.Ceiling(seconds / Dt);

    /// <summary>Ticks of 4 ns to seconds.</summary>
    public static double SecondsOfTick(int tick) => Seconds((double)tick / HardwareTicks.PerFpgaClock);

    /// <summary>Rows of a recording of a given length: ceil(length / dt) + 1, the quotient in float32.</summary>
    public static int RowsWithin(double seconds, double dt) => (int)MathF.Ceiling((float)seconds / (float)dt) + 1;

    private static double Seconds(double clocks) => clocks / ClocksPerMicrosecond / 1e6;
}
