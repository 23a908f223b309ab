namespace Bss2.Trainer.Measuring;

/// <summary>
/// The factor from weights of the model to those of the chip that makes a postsynaptic potential as high, in units of the threshold, on both:
/// height per weight of the model over that of the chip, times the threshold of the chip over that of the model (hxtorch get_weight_scaling).
/// </summary>
/// <remarks>
/// The chip's height per weight is the slope of a line through the origin, fitted over weights −63..63; a height is the mean, over runs, of the highest
/// (inhibition: lowest) value of a trace above its first row. A maximum over noise lies above the maximum of the mean, which raises the slope by 2 %:
/// that belongs to the definition.
/// </remarks>
/// <param name="ChipHeightPerWeight">CADC LSB per hardware weight.</param>
/// <param name="ModelHeightPerWeight">Model units per model weight, of the numerics on the time grid.</param>
/// <param name="Scale">Hardware weight of a model weight of 1.</param>
public sealed record WeightScale(Measurement ChipHeightPerWeight, double ModelHeightPerWeight, Measurement Scale)
{
    private const int Steps = 100;
    private const int SpikeRow = 10;
    private const int StrongestWeight = 63;
    private const int WeightStep = 7;

    /// <summary>Measures.</summary>
    /// <param name="setup">Chip, circuits, runs.</param>
    /// <param name="threshold">What <see cref="TraceScale.Measure"/> found for the same setup.</param>
    /// <exception cref="ArgumentException">The setup has faults.</exception>
    public static WeightScale Measure(MeasuringSetup setup, TraceScale threshold)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(threshold);
        setup.Require();
        var chip = Measurement.Of(Slopes(setup), setup.Circuits.Count);
        var model = ModelPsp.HeightPerWeight(setup.Profile, setup.Dt, Steps);
        var thresholds = threshold.LeakToThreshold;
        var perModelUnit = thresholds.Value / setup.ModelThreshold;
        var ratio = chip.Under(model * perModelUnit);

        // Slope and threshold were measured apart, so their errors are independent.
        var relative = Math.Sqrt(Square(chip.Error / chip.Value) + Square(thresholds.Error / thresholds.Value));
        var scale = Measurement.Mean(ratio.PerCircuit);
        return new WeightScale(chip, model, new Measurement(scale, Math.Abs(scale) * relative, ratio.PerCircuit));
    }

    /// <summary>Height per weight, [run, circuit]: the line through the origin that has the least squared distance.</summary>
    private static double[] Slopes(MeasuringSetup setup)
    {
        var probe = new ChipProbe(setup, setup.Profile, fires: false);
        var slopes = new double[setup.Runs * setup.Circuits.Count];
        var squares = 0.0;
        for (var weight = -StrongestWeight; weight <= StrongestWeight; weight += WeightStep)
        {
            TraceReading height = weight >= 0
                ? trace => TraceReadings.Highest(trace) - trace[0]
                : trace => TraceReadings.Lowest(trace) - trace[0];
            var heights = probe.Record(new Stimulus(MeasuringRuns.FirstWeight + StrongestWeight + weight, Steps, weight, [SpikeRow]), height);
            for (var k = 0; k < slopes.Length; k++)
            {
                slopes[k] += weight * heights[k];
            }

            squares += Square(weight);
        }

        for (var k = 0; k < slopes.Length; k++)
        {
            slopes[k] /= squares;
        }

        return slopes;
    }

    private static double Square(double value) => value * value;
}
