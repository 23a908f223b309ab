using Bss2.Chip.Randomness;

namespace Bss2.Trainer.Data;

/// <summary>The order in which an epoch visits the training set: a pure function of (seed, epoch), without a generator that is carried along.</summary>
public static class Shuffling
{
    /// <summary>An unbiased random permutation of 0..count − 1 (Fisher and Yates; bounded draws with rejection after Lemire 2019).</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="epoch">Epochs trained before this one.</param>
    /// <param name="count">Samples of the set.</param>
    public static int[] Permutation(ulong seed, int epoch, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var key = StreamKey.ForSeed(seed, NoisePurpose.Shuffling);
        var order = new int[count];
        for (var k = 0; k < count; k++)
        {
            order[k] = k;
        }

        for (var k = count - 1; k > 0; k--)
        {
            var other = (int)Bounded(key, (uint)epoch, (uint)k);
            (order[k], order[other]) = (order[other], order[k]);
        }

        return order;
    }

    /// <summary>Uniform in [0, largest].</summary>
    private static uint Bounded(StreamKey key, uint epoch, uint largest)
    {
        var range = largest + 1;
        var rejectBelow = (uint)(-range) % range;
        for (var attempt = 0u; ; attempt++)
        {
            var product = (ulong)Philox.Next(key, largest, attempt, epoch, 0).X0 * range;
            if ((uint)product >= rejectBelow)
            {
                return (uint)(product >> 32);
            }
        }
    }
}
