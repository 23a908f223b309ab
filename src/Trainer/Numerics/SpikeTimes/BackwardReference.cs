namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// Gradients of one neuron and one sample: the definition of what <see cref="BackwardKernel"/> does on four neurons at once, and what layers run whose synapses
/// have delays of their own, where no two neurons see the same events.
/// </summary>
internal static class BackwardReference
{
    /// <summary>
    /// One event and one neuron: e^((t − t_anchor)/τ_slow) as far as it is not in the neuron's factor (0 for an event that is no cause), and, with d = T − t,
    /// k(d) e^(d/τ_slow) and τ_m k'(d) e^(d/τ_slow).
    /// </summary>
    public static (double Growth, double Response, double Shift) Pair(in SpikeTimeConstants constants, EventTrain train, int k, int anchor, double time)
    {
        var causal = train.Times[k] <= time;
        var delay = causal ? time - train.Times[k] : 0;
        var growth = !causal ? 0 : train.IsLong ? Elementary.Exp((train.Times[k] - train.Times[anchor]) * constants.SlowRate) : train.Growth[k];
        if (constants.Shape == KernelShape.Equal)
        {
            var linear = delay * constants.SlowRate;
            return (growth, linear, 1 - linear);
        }

        var minusOne = Elementary.Expm1(-delay * constants.Difference);
        var response = -constants.Amplitude * minusOne;
        return (growth, response, constants.MembraneIsSlow ? 1 + minusOne - response : 1 - response);
    }

    /// <summary>The neuron's common factor of all its gradients.</summary>
    public static double Factor(EventTrain train, int anchor, double gain, double error) =>
        gain == 0 || double.IsNaN(error) || error == 0 ? 0 : error * gain / (train.IsLong ? 1 : train.Growth[anchor]);

    /// <summary>The largest |dL/dw_i| over the neuron's inputs.</summary>
    public static double Norm(in SpikeTimeConstants constants, EventTrain train, int anchor, double time, double factor)
    {
        var most = 0.0;
        for (var k = 0; k < train.Count && train.Times[k] <= time; k++)
        {
            var (growth, response, _) = Pair(constants, train, k, anchor, time);
            var size = growth * response;
            most = size > most ? size : most;
        }

        return most * Math.Abs(factor) * constants.TauMembrane;
    }

    /// <summary>Adds dL/dw and dL/dt of the neuron's inputs.</summary>
    /// <param name="constants">The neuron's constants.</param>
    /// <param name="train">Events of the sample as this neuron sees them.</param>
    /// <param name="anchor">Last causal event.</param>
    /// <param name="time">Spike time.</param>
    /// <param name="factor">From <see cref="Factor"/>.</param>
    /// <param name="chopped">Whether the weights' gradients are left out.</param>
    /// <param name="column">Where the neuron stands in rows of weights, and the distance of rows.</param>
    /// <param name="weights">[input, stride].</param>
    /// <param name="weightGradients">[input, stride], added to.</param>
    /// <param name="inputErrors">[input], added to.</param>
    /// <param name="pairErrors">[input, stride], added to: dL/dt of the input as this neuron sees it. Empty where nobody asks.</param>
    public static void Run(
        in SpikeTimeConstants constants, EventTrain train, int anchor, double time, double factor, bool chopped, (int Neuron, int Stride) column,
        ReadOnlySpan<double> weights, Span<double> weightGradients, Span<double> inputErrors, Span<double> pairErrors)
    {
        var weightFactor = chopped ? 0 : -constants.TauMembrane * factor;
        for (var k = 0; k < train.Count && train.Times[k] <= time; k++)
        {
            var (growth, response, shift) = Pair(constants, train, k, anchor, time);
            var input = train.Numbers[k];
            var at = (input * column.Stride) + column.Neuron;
            weightGradients[at] = Math.FusedMultiplyAdd(growth * response, weightFactor, weightGradients[at]);
            var error = growth * shift * (factor * weights[at]);
            inputErrors[input] += error;
            if (!pairErrors.IsEmpty)
            {
                pairErrors[at] += error;
            }
        }
    }
}
