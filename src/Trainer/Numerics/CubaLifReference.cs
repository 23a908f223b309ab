using System.Numerics;

namespace Bss2.Trainer.Numerics;

/// <summary>
/// Current-based leaky integrate-and-fire neurons in plain scalar code: the definition that <see cref="CubaLifKernel"/> is held against, and the
/// only form of the refractory variant. One row of the time grid, with v, i from the row before (v = Initial, i = 0 before row 0):
/// <code>
/// v* = v + MembraneStep (LeakFactor (Leak − v) + i)        old v, old i
/// i  = CurrentDecay i + input
/// v  = v*, or the measured trace                            gradient goes to v*
/// z  = v &gt; Threshold, or the measured spikes               gradient goes to the comparison: g / (Alpha |v − Threshold| + 1)²
/// v  = Reset where z = 1, unless the trace is measured      z detached
/// </code>
/// An input thus acts on the membrane one row later. Equations: hxtorch.snn cuba_lif_integration (Spilger et al. 2023); surrogate: SuperSpike
/// (Zenke and Ganguli 2018) as in hxtorch.
/// </summary>
internal static class CubaLifReference
{
    /// <summary>Arrays are [time, sample, lane]. Where something is measured, its array holds it at entry.</summary>
    /// <param name="constants">Parameters; its stride is that of the arrays.</param>
    /// <param name="shape">Time steps, samples and what is measured.</param>
    /// <param name="input">Graded input.</param>
    /// <param name="spikes">Out (or measured): 0 or 1.</param>
    /// <param name="membrane">Out (or measured): membrane after reset.</param>
    /// <param name="current">Out: synaptic current after the input.</param>
    /// <param name="clamped">Out: 1 in rows held at reset by the refractory time; empty without one.</param>
    public static void Forward<T>(
        NeuronConstants<T> constants, in LifShape shape, ReadOnlySpan<T> input, Span<T> spikes, Span<T> membrane, Span<T> current, Span<T> clamped)
        where T : IFloatingPointIeee754<T>
    {
        var row = shape.Samples * constants.Stride;
        var refractorySteps = T.CreateChecked(shape.RefractorySteps);
        for (var cell = 0; cell < row; cell++)
        {
            var n = cell % constants.Stride;
            var (v, i, rowsLeft) = (constants.Initial[n], T.Zero, T.Zero);
            for (var at = cell; at < input.Length; at += row)
            {
                v = Integrate(constants, n, v, i);
                i = (i * constants.CurrentDecay[n]) + input[at];
                v = shape.MembraneMeasured ? membrane[at] : v;
                var u = v - constants.Threshold[n];
                var z = shape.SpikesMeasured ? spikes[at]
                    : shape.SmoothSpikes ? u / ((constants.Alpha * T.Abs(u)) + T.One)
                    : u > T.Zero ? T.One : T.Zero;
                if (!shape.MembraneMeasured && (shape.SpikesMeasured ? z != T.Zero : u > T.Zero))
                {
                    v = constants.Reset[n];
                }

                if (!clamped.IsEmpty)
                {
                    var hold = rowsLeft > T.Zero;
                    clamped[at] = hold ? T.One : T.Zero;
                    v = hold && !shape.MembraneMeasured ? constants.Reset[n] : v;
                    z = hold && !shape.SpikesMeasured ? T.Zero : z;
                    rowsLeft = z != T.Zero ? refractorySteps : T.Max(T.Zero, rowsLeft - clamped[at]);
                }

                (spikes[at], membrane[at], current[at]) = (z, v, i);
            }
        }
    }

    /// <summary>Adjoint of <see cref="Forward"/>. Gradients of outputs may be empty where none arrived.</summary>
    /// <param name="inputGradient">Out; added to where <paramref name="accumulate"/> is true.</param>
    public static void Backward<T>(
        NeuronConstants<T> constants, in LifShape shape, in LifGradients<T> gradients, ReadOnlySpan<T> spikes, ReadOnlySpan<T> membrane,
        ReadOnlySpan<T> current, ReadOnlySpan<T> clamped, Span<T> inputGradient, bool accumulate)
        where T : IFloatingPointIeee754<T>
    {
        var row = shape.Samples * constants.Stride;
        for (var cell = 0; cell < row; cell++)
        {
            var n = cell % constants.Stride;
            var (adjointV, adjointI) = (T.Zero, T.Zero);
            for (var at = cell + ((shape.TimeSteps - 1) * row); at >= 0; at -= row)
            {
                var previousV = at >= row ? membrane[at - row] : constants.Initial[n];
                var previousI = at >= row ? current[at - row] : T.Zero;
                var u = (shape.MembraneMeasured ? membrane[at] : Integrate(constants, n, previousV, previousI)) - constants.Threshold[n];
                var v = gradients.Membrane.IsEmpty ? adjointV : adjointV + gradients.Membrane[at];
                var i = gradients.Current.IsEmpty ? adjointI : adjointI + gradients.Current[at];
                var reset = !shape.MembraneMeasured && (shape.SpikesMeasured ? spikes[at] != T.Zero : u > T.Zero);
                v = reset ? T.Zero : v;
                if (!gradients.Spikes.IsEmpty)
                {
                    var root = (constants.Alpha * T.Abs(u)) + T.One;
                    v += gradients.Spikes[at] / (root * root);
                }

                if (!clamped.IsEmpty && clamped[at] != T.Zero)
                {
                    v = T.Zero;
                }

                inputGradient[at] = accumulate ? inputGradient[at] + i : i;
                adjointI = (i * constants.CurrentDecay[n]) + (v * constants.MembraneStep[n]);
                adjointV = v * constants.MembraneDecay[n];
            }
        }
    }

    private static T Integrate<T>(NeuronConstants<T> constants, int n, T v, T i)
        where T : IFloatingPointIeee754<T> =>
        v + (constants.MembraneStep[n] * ((constants.LeakFactor * (constants.Leak[n] - v)) + i));
}

/// <summary>Extent of a layer's run and what of it was measured on a chip.</summary>
/// <param name="TimeSteps">Rows of the time grid.</param>
/// <param name="Samples">Samples of the chunk.</param>
/// <param name="MembraneMeasured">The membrane is a measured trace: no reset in software, gradient as if integrated.</param>
/// <param name="SpikesMeasured">The spikes are measured: they trigger the reset, gradient goes to the comparison.</param>
/// <param name="RefractorySteps">Refractory time over time step; used by the scalar form alone.</param>
/// <param name="SmoothSpikes">Emit u / (Alpha |u| + 1), whose derivative is the surrogate, in place of the step: for checks of adjoints against finite differences.</param>
internal readonly record struct LifShape(
    int TimeSteps, int Samples, bool MembraneMeasured = false, bool SpikesMeasured = false, double RefractorySteps = 0, bool SmoothSpikes = false);

/// <summary>Gradients of a layer's outputs, each [time, sample, lane] or empty.</summary>
internal readonly ref struct LifGradients<T>(ReadOnlySpan<T> spikes, ReadOnlySpan<T> membrane, ReadOnlySpan<T> current)
{
    public ReadOnlySpan<T> Spikes { get; } = spikes;

    public ReadOnlySpan<T> Membrane { get; } = membrane;

    public ReadOnlySpan<T> Current { get; } = current;
}
