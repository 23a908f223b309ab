namespace Bss2.Trainer.Measuring;

/// <summary>All measurements of one chip.</summary>
/// <param name="Setup">What was measured.</param>
/// <param name="Range">Baseline and bounds.</param>
/// <param name="Trace">Leak to threshold, trace scale.</param>
/// <param name="Weight">Heights of postsynaptic potentials, weight scale.</param>
public sealed record ChipMeasurements(MeasuringSetup Setup, DynamicRange Range, TraceScale Trace, WeightScale Weight)
{
    /// <summary>Measures.</summary>
    /// <exception cref="ArgumentException">The setup has faults.</exception>
    public static ChipMeasurements Of(MeasuringSetup setup)
    {
        var trace = TraceScale.Measure(setup);
        return new ChipMeasurements(setup, DynamicRange.Measure(setup), trace, WeightScale.Measure(setup, trace));
    }
}
