using System.Numerics;

namespace Bss2.Trainer.Numerics;

/// <summary>
/// Current-based leaky integrators in plain scalar code: the equations of <see cref="CubaLifReference"/> without spikes and reset
/// (hxtorch.snn cuba_li_integration). Arrays are [time, sample, lane]; a measured membrane stands in its array at entry.
/// </summary>
internal static class CubaLiReference
{
    public static void Forward<T>(NeuronConstants<T> constants, in LifShape shape, ReadOnlySpan<T> input, Span<T> membrane, Span<T> current)
        where T : IFloatingPointIeee754<T>
    {
        var row = shape.Samples * constants.Stride;
        for (var cell = 0; cell < row; cell++)
        {
            var n = cell % constants.Stride;
            var (v, i) = (constants.Initial[n], T.Zero);
            for (var at = cell; at < input.Length; at += row)
            {
                v += constants.MembraneStep[n] * ((constants.LeakFactor * (constants.Leak[n] - v)) + i);
                i = (i * constants.CurrentDecay[n]) + input[at];
                v = shape.MembraneMeasured ? membrane[at] : v;
                (membrane[at], current[at]) = (v, i);
            }
        }
    }

    /// <summary>Adjoint; linear, so it needs no values. Gradients of outputs may be empty.</summary>
    public static void Backward<T>(
        NeuronConstants<T> constants, in LifShape shape, ReadOnlySpan<T> membraneGradient, ReadOnlySpan<T> currentGradient, Span<T> inputGradient, bool accumulate)
        where T : IFloatingPointIeee754<T>
    {
        var row = shape.Samples * constants.Stride;
        for (var cell = 0; cell < row; cell++)
        {
            var n = cell % constants.Stride;
            var (adjointV, adjointI) = (T.Zero, T.Zero);
            for (var at = cell + ((shape.TimeSteps - 1) * row); at >= 0; at -= row)
            {
                var v = membraneGradient.IsEmpty ? adjointV : adjointV + membraneGradient[at];
                var i = currentGradient.IsEmpty ? adjointI : adjointI + currentGradient[at];
                inputGradient[at] = accumulate ? inputGradient[at] + i : i;
                adjointI = (i * constants.CurrentDecay[n]) + (v * constants.MembraneStep[n]);
                adjointV = v * constants.MembraneDecay[n];
            }
        }
    }
}
