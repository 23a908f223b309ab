namespace Bss2.Trainer.Measuring;

/// <summary>
/// Where membranes rest and how far a constant current takes them, in codes of the column ADC (−128..127): leaky integrators without input, and with a source
/// and a sink of code 1000; the ends are means over the last fifth of a run (hxtorch get_dynamic_range).
/// </summary>
/// <param name="Baseline">Resting potential.</param>
/// <param name="Upper">Under a source.</param>
/// <param name="Lower">Under a sink.</param>
public sealed record DynamicRange(Measurement Baseline, Measurement Upper, Measurement Lower)
{
    private const int Steps = 100;
    private const int Settled = 80;
    private const int Current = 1000;

    /// <summary>Measures.</summary>
    /// <exception cref="ArgumentException">The setup has faults.</exception>
    public static DynamicRange Measure(MeasuringSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.Require();
        Measurement Of(int run, int current, int firstRow)
        {
            var probe = new ChipProbe(setup, setup.Profile with { ConstantCurrent = current }, fires: false);
            return Measurement.Of(probe.Record(new Stimulus(run, Steps, 0, []), trace => TraceReadings.Mean(trace[firstRow..])), setup.Circuits.Count);
        }

        return new DynamicRange(Of(MeasuringRuns.Baseline, 0, 0), Of(MeasuringRuns.Upper, Current, Settled), Of(MeasuringRuns.Lower, -Current, Settled));
    }
}
