using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>What a gap d between events does: I ← synapse I, V ← membrane V + response I.</summary>
internal static class GapFactors
{
    /// <summary>The definition: e^(−d/τ_s), e^(−d/τ_m) and k(d).</summary>
    public static (double Synapse, double Membrane, double Response) Of(in SpikeTimeConstants constants, double gap)
    {
        if (constants.Shape == KernelShape.Equal)
        {
            var scaled = gap * constants.SlowRate;
            var decay = Elementary.Exp(-scaled);
            return (decay, decay, scaled * decay);
        }

        var slow = Elementary.Exp(-gap * constants.SlowRate);
        var minusOne = Elementary.Expm1(-gap * constants.Difference);
        var fast = slow * (1 + minusOne);
        var response = -constants.Amplitude * (slow * minusOne);
        return constants.MembraneIsSlow ? (fast, slow, response) : (slow, fast, response);
    }

    /// <summary>The same on four lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(in SpikeTimeConstants constants, Vector256<double> gap, out Vector256<double> synapse, out Vector256<double> membrane, out Vector256<double> response)
    {
        var scaled = gap * constants.SlowRate;
        var slow = ElementaryVectors.Exp(-scaled);
        if (constants.Shape == KernelShape.Equal)
        {
            (synapse, membrane, response) = (slow, slow, scaled * slow);
            return;
        }

        var minusOne = ElementaryVectors.Expm1(-gap * constants.Difference);
        var fast = slow * (Vector256<double>.One + minusOne);
        response = Vector256.Create(-constants.Amplitude) * (slow * minusOne);
        (synapse, membrane) = constants.MembraneIsSlow ? (fast, slow) : (slow, fast);
    }
}
