namespace Bss2.Trainer.Measuring;

/// <summary>
/// Where membranes rest and how far strong input takes them, in codes of the column ADC (−128..127): leaky integrators without input, and with twenty
/// synapses of the largest weight that get a spike in every time step, excitatory and inhibitory; the ends are means over the last fifth of a run.
/// </summary>
/// <remarks>
/// As get_dynamic_range of hxtorch, which takes a constant current in place of synapses. Synapses lose their strength towards the ends of the range
/// (docs/physics.md), so what is found lies some codes within the bounds of the circuit.
/// </remarks>
/// <param name="Baseline">Resting potential.</param>
/// <param name="Upper">Under excitation.</param>
/// <param name="Lower">Under inhibition.</param>
public sealed record DynamicRange(Measurement Baseline, Measurement Upper, Measurement Lower)
{
    private const int Steps = 100;
    private const int Settled = 80;
    private const int Inputs = 20;
    private const int StrongestWeight = 63;

    /// <summary>Measures.</summary>
    /// <exception cref="ArgumentException">The setup has faults.</exception>
    public static DynamicRange Measure(MeasuringSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.Require();
        var probe = new ChipProbe(setup, fires: false, Inputs);
        int[] everyRow = [.. Enumerable.Range(0, Steps)];
        Measurement Of(Stimulus stimulus, int firstRow) =>
            Measurement.Of(probe.Record(stimulus, trace => TraceReadings.Mean(trace[firstRow..])), setup.Circuits.Count);
        return new DynamicRange(
            Of(new Stimulus(MeasuringRuns.Baseline, Steps, 0, []), 0),
            Of(new Stimulus(MeasuringRuns.Upper, Steps, StrongestWeight, everyRow), Settled),
            Of(new Stimulus(MeasuringRuns.Lower, Steps, -StrongestWeight, everyRow), Settled));
    }
}
