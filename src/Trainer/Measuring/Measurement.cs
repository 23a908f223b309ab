namespace Bss2.Trainer.Measuring;

/// <summary>A measured number.</summary>
/// <param name="Value">Mean over runs and circuits.</param>
/// <param name="Error">Standard error of the mean over runs: how far another measurement of the same circuits would be off.</param>
/// <param name="PerCircuit">[circuit, in the order of the setup], mean over runs.</param>
public sealed record Measurement(double Value, double Error, IReadOnlyList<double> PerCircuit)
{
    /// <summary>Standard deviation between circuits: fixed pattern and, with few runs, noise. 0 for one circuit.</summary>
    public double Spread => Deviation(PerCircuit);

    /// <summary>Mean over runs and circuits.</summary>
    /// <param name="values">[run, circuit].</param>
    /// <param name="circuits">Number of circuits.</param>
    internal static Measurement Of(ReadOnlySpan<double> values, int circuits)
    {
        var perRun = new double[values.Length / circuits];
        var perCircuit = new double[circuits];
        for (var run = 0; run < perRun.Length; run++)
        {
            for (var circuit = 0; circuit < circuits; circuit++)
            {
                var value = values[(run * circuits) + circuit];
                perRun[run] += value / circuits;
                perCircuit[circuit] += value / perRun.Length;
            }
        }

        return new Measurement(Mean(perRun), Deviation(perRun) / Math.Sqrt(perRun.Length), perCircuit);
    }

    /// <summary>factor / this, for the mean and for each circuit; the relative error stays.</summary>
    internal Measurement Under(double factor) => new(factor / Value, Math.Abs(factor / Value * (Error / Value)), [.. PerCircuit.Select(v => factor / v)]);

    internal static double Mean(IReadOnlyList<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Count;
    }

    /// <summary>Sample standard deviation; 0 for one value.</summary>
    internal static double Deviation(IReadOnlyList<double> values)
    {
        var (mean, sum) = (Mean(values), 0.0);
        foreach (var value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return values.Count < 2 ? 0 : Math.Sqrt(sum / (values.Count - 1));
    }
}
