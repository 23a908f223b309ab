namespace Bss2.Trainer.Measuring;

/// <summary>
/// The factor from codes of the column ADC to model units: threshold of the model over the mean, over runs, of the highest value of the trace above its
/// baseline while one synapse of the largest weight is excited in every of 50 time steps (hxtorch introduction and get_trace_scaling).
/// </summary>
/// <param name="Baseline">Resting potential, code −128..127: what a trace offset is set to.</param>
/// <param name="LeakToThreshold">Highest value above the baseline, CADC LSB.</param>
/// <param name="Scale">Model units of a CADC LSB.</param>
public sealed record TraceScale(Measurement Baseline, Measurement LeakToThreshold, Measurement Scale)
{
    private const int Steps = 50;
    private const int StrongestWeight = 63;

    /// <summary>Measures.</summary>
    /// <exception cref="ArgumentException">The setup has faults.</exception>
    public static TraceScale Measure(MeasuringSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.Require();
        var (probe, circuits) = (new ChipProbe(setup, setup.Profile, fires: true), setup.Circuits.Count);
        var baseline = Measurement.Of(probe.Record(new Stimulus(MeasuringRuns.ThresholdBaseline, Steps, StrongestWeight, []), TraceReadings.Mean), circuits);

        var highest = probe.Record(
            new Stimulus(MeasuringRuns.Threshold, Steps, StrongestWeight, [.. Enumerable.Range(0, Steps)]), TraceReadings.Highest);
        for (var k = 0; k < highest.Length; k++)
        {
            highest[k] -= baseline.PerCircuit[k % circuits];
        }

        var threshold = Measurement.Of(highest, circuits);
        return new TraceScale(baseline, threshold, threshold.Under(setup.ModelThreshold));
    }
}
