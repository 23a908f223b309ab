using System.Runtime.Intrinsics;

namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// The input spikes of one sample and layer in order of time, with what all neurons share: how I and V change over the gap to the next event.
/// Allocated once for a capacity.
/// </summary>
internal sealed class EventTrain
{
    /// <summary>Beyond so many slow time constants, products of growing and falling exponentials leave float64; exponentials are then taken pair by pair.</summary>
    private const double LongestFactored = 500;

    private readonly double[] _gaps;
    private readonly EventOrder _order;

    /// <param name="capacity">Most events.</param>
    /// <param name="order">Sorts them; trains filled one after the other may share it.</param>
    public EventTrain(int capacity, EventOrder order)
    {
        var padded = Quads.Pad(capacity) + Quads.Count;
        (Times, _gaps, Synapse, Membrane, Response, Growth) =
            (new double[padded], new double[padded], new double[padded], new double[padded], new double[padded], new double[padded]);
        (Numbers, _order) = (new int[padded], order);
    }

    /// <summary>Number of events; inputs without a spike have none.</summary>
    public int Count { get; private set; }

    /// <summary>[event], ascending.</summary>
    public double[] Times { get; }

    /// <summary>[event]: number of the input.</summary>
    public int[] Numbers { get; }

    /// <summary>[event]: e^(−gap/τ_s), 0 after the last.</summary>
    public double[] Synapse { get; }

    /// <summary>[event]: e^(−gap/τ_m), 0 after the last.</summary>
    public double[] Membrane { get; }

    /// <summary>[event]: k(gap), 0 after the last.</summary>
    public double[] Response { get; }

    /// <summary>[event]: e^((t − t_0)/τ_slow). Meaningless where <see cref="IsLong"/>.</summary>
    public double[] Growth { get; }

    /// <summary>Whether exponentials must be taken pair by pair.</summary>
    public bool IsLong { get; private set; }

    /// <summary>Takes the inputs that spike, sorts them, and works out the gaps.</summary>
    /// <param name="constants">The neurons' constants.</param>
    /// <param name="inputs">[input]; infinity for no spike.</param>
    public void Fill(in SpikeTimeConstants constants, ReadOnlySpan<double> inputs)
    {
        var count = 0;
        for (var k = 0; k < inputs.Length; k++)
        {
            Times[count] = inputs[k];
            Numbers[count] = k;
            count += inputs[k] < double.PositiveInfinity ? 1 : 0;
        }

        Count = count;
        if (count == 0)
        {
            IsLong = false;
            return;
        }

        _order.Sort(Times.AsSpan(0, count), Numbers.AsSpan(0, count));
        var first = Times[0];
        IsLong = (Times[count - 1] - first) * constants.SlowRate > LongestFactored;
        for (var k = 0; k < count - 1; k++)
        {
            _gaps[k] = Times[k + 1] - Times[k];
        }

        // Lanes beyond the last gap are worked out with it and then put right.
        _gaps.AsSpan(count - 1, Quads.Count).Clear();
        Times.AsSpan(count, Quads.Count).Fill(first);
        for (var k = 0; k < count; k += Quads.Count)
        {
            var time = Vector256.LoadUnsafe(ref Times[k]) - Vector256.Create(first);
            ElementaryVectors.Exp(time * constants.SlowRate).StoreUnsafe(ref Growth[k]);
            GapFactors.Of(constants, Vector256.LoadUnsafe(ref _gaps[k]), out var synapse, out var membrane, out var response);
            synapse.StoreUnsafe(ref Synapse[k]);
            membrane.StoreUnsafe(ref Membrane[k]);
            response.StoreUnsafe(ref Response[k]);
        }

        (Synapse[count - 1], Membrane[count - 1], Response[count - 1]) = (0, 0, 0);
        Times[count] = double.PositiveInfinity;
    }
}
