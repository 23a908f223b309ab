using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// Gradients of a layer for one sample, by implicit differentiation of V(T) = threshold; causes are the inputs with t_i ≤ T (inclusive):
/// dT/dw_i = −k(T − t_i)/V'(T), dT/dt_i = w_i k'(T − t_i)/V'(T). The defining form for one pair is <see cref="BackwardReference"/>.
/// </summary>
internal static class BackwardKernel
{
    /// <summary>Distributes the errors of the neurons: to each neuron's common factor, which chopping may take from its weights.</summary>
    /// <param name="constants">The neurons' constants.</param>
    /// <param name="train">Events of the sample.</param>
    /// <param name="spikes">Times, anchors, gains.</param>
    /// <param name="errors">[neuron]: dL/dT; NaN counts as 0.</param>
    /// <param name="factors">[stride], written: error, gain and the fall of the anchor's exponential, multiplied.</param>
    /// <param name="reaches">[stride], written: the spike time, −infinity where the factor is 0.</param>
    /// <returns>Events up to the latest spike with a factor.</returns>
    public static int Prepare(in SpikeTimeConstants constants, EventTrain train, in LayerSpikes spikes, ReadOnlySpan<double> errors, Span<double> factors, Span<double> reaches)
    {
        factors.Clear();
        reaches.Fill(double.NegativeInfinity);
        var latest = double.NegativeInfinity;
        for (var neuron = 0; neuron < errors.Length; neuron++)
        {
            var error = errors[neuron];
            var gain = spikes.Gains[neuron];
            if (gain == 0 || double.IsNaN(error) || error == 0)
            {
                continue;
            }

            factors[neuron] = error * gain / (train.IsLong ? 1 : train.Growth[spikes.Anchors[neuron]]);
            var time = spikes.Times[neuron];
            reaches[neuron] = time;
            latest = time > latest ? time : latest;
        }

        var count = 0;
        while (count < train.Count && train.Times[count] <= latest)
        {
            count++;
        }

        return count;
    }

    /// <summary>
    /// The largest |dL/dw_i| of each neuron over its inputs: what chopping compares with its limit.
    /// </summary>
    /// <param name="constants">The neurons' constants.</param>
    /// <param name="train">Events of the sample.</param>
    /// <param name="count">Events that count, from <see cref="Prepare"/>.</param>
    /// <param name="spikes">Times, anchors, gains.</param>
    /// <param name="factors">[stride].</param>
    /// <param name="reaches">[stride].</param>
    /// <param name="norms">[stride], written.</param>
    public static void Norms(in SpikeTimeConstants constants, EventTrain train, int count, in LayerSpikes spikes, ReadOnlySpan<double> factors, ReadOnlySpan<double> reaches, Span<double> norms)
    {
        ref var reach = ref MemoryMarshal.GetReference(reaches);
        ref var factor = ref MemoryMarshal.GetReference(factors);
        ref var norm = ref MemoryMarshal.GetReference(norms);
        for (nuint block = 0; block < (nuint)factors.Length; block += Quads.Count)
        {
            var time = Vector256.LoadUnsafe(ref reach, block);
            var most = Vector256<double>.Zero;
            for (var k = 0; k < count; k++)
            {
                Pair(constants, train, k, spikes, (int)block, time, out var growth, out var response, out _);
                var size = growth * response;
                most = Vector256.ConditionalSelect(Vector256.GreaterThan(size, most), size, most);
            }

            (most * Vector256.Abs(Vector256.LoadUnsafe(ref factor, block)) * constants.TauMembrane).StoreUnsafe(ref norm, block);
        }
    }

    /// <summary>Adds dL/dw and writes dL/dt of the inputs.</summary>
    /// <param name="constants">The neurons' constants.</param>
    /// <param name="train">Events of the sample.</param>
    /// <param name="count">Events that count.</param>
    /// <param name="spikes">Times, anchors, gains.</param>
    /// <param name="factors">[stride]: for the inputs' times.</param>
    /// <param name="weightFactors">[stride]: for the weights; 0 where chopped.</param>
    /// <param name="reaches">[stride].</param>
    /// <param name="weights">[input, stride].</param>
    /// <param name="weightGradients">[input, stride], added to.</param>
    /// <param name="inputErrors">[input], those of events that count are written; empty where nobody asks.</param>
    public static void Run(
        in SpikeTimeConstants constants, EventTrain train, int count, in LayerSpikes spikes, ReadOnlySpan<double> factors, ReadOnlySpan<double> weightFactors,
        ReadOnlySpan<double> reaches, ReadOnlySpan<double> weights, Span<double> weightGradients, Span<double> inputErrors)
    {
        ref var reach = ref MemoryMarshal.GetReference(reaches);
        ref var factor = ref MemoryMarshal.GetReference(factors);
        ref var weightFactor = ref MemoryMarshal.GetReference(weightFactors);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        ref var gradient = ref MemoryMarshal.GetReference(weightGradients);
        var stride = (nuint)factors.Length;
        for (var k = 0; k < count; k++)
        {
            var row = (nuint)train.Numbers[k] * stride;
            var sum = Vector256<double>.Zero;
            for (nuint block = 0; block < stride; block += Quads.Count)
            {
                Pair(constants, train, k, spikes, (int)block, Vector256.LoadUnsafe(ref reach, block), out var growth, out var response, out var shift);
                Vector256.FusedMultiplyAdd(growth * response, Vector256.LoadUnsafe(ref weightFactor, block), Vector256.LoadUnsafe(ref gradient, row + block))
                    .StoreUnsafe(ref gradient, row + block);
                sum = Vector256.FusedMultiplyAdd(growth * shift, Vector256.LoadUnsafe(ref factor, block) * Vector256.LoadUnsafe(ref weight, row + block), sum);
            }

            if (!inputErrors.IsEmpty)
            {
                var halves = sum.GetLower() + sum.GetUpper();
                inputErrors[train.Numbers[k]] = halves[0] + halves[1];
            }
        }
    }

    /// <summary>
    /// One event and four neurons: the event's exponential (0 for a neuron it is no cause of), and, with d = T − t, k(d) e^(d/τ_slow) and τ_m k'(d) e^(d/τ_slow).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(
        in SpikeTimeConstants constants, EventTrain train, int k, in LayerSpikes spikes, int block, Vector256<double> time,
        out Vector256<double> growth, out Vector256<double> response, out Vector256<double> shift)
    {
        var at = Vector256.Create(train.Times[k]);
        var causal = Vector256.LessThanOrEqual(at, time);
        var delay = (time - at) & causal;
        growth = (train.IsLong ? LongGrowth(constants, train, k, spikes.Anchors, block) : Vector256.Create(train.Growth[k])) & causal;
        if (constants.Shape == KernelShape.Equal)
        {
            response = delay * constants.SlowRate;
            shift = Vector256<double>.One - response;
            return;
        }

        var minusOne = ElementaryVectors.Expm1(-delay * constants.Difference);
        response = Vector256.Create(-constants.Amplitude) * minusOne;
        shift = constants.MembraneIsSlow ? (Vector256<double>.One + minusOne) - response : Vector256<double>.One - response;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<double> LongGrowth(in SpikeTimeConstants constants, EventTrain train, int k, ReadOnlySpan<int> anchors, int block)
    {
        var result = Vector256<double>.Zero;
        for (var lane = 0; lane < Quads.Count; lane++)
        {
            result = result.WithElement(lane, Elementary.Exp((train.Times[k] - train.Times[anchors[block + lane]]) * constants.SlowRate));
        }

        return result;
    }
}
