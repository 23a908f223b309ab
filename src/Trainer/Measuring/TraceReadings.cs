namespace Bss2.Trainer.Measuring;

/// <summary>Numbers that traces are reduced to; sums in the order of time.</summary>
internal static class TraceReadings
{
    public static double Mean(ReadOnlySpan<float> trace)
    {
        var sum = 0.0;
        foreach (var value in trace)
        {
            sum += value;
        }

        return sum / trace.Length;
    }

    public static double Highest(ReadOnlySpan<float> trace)
    {
        var highest = trace[0];
        foreach (var value in trace)
        {
            highest = Math.Max(highest, value);
        }

        return highest;
    }

    public static double Lowest(ReadOnlySpan<float> trace)
    {
        var lowest = trace[0];
        foreach (var value in trace)
        {
            lowest = Math.Min(lowest, value);
        }

        return lowest;
    }
}
