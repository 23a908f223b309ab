using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.LeakyNetworks.Kernels;

/// <summary>
/// Who spiked at each time step, as ascending lists: made once from the bits of a sample, then read on the way forward and back. Walking the bits themselves costs a mispredicted
/// branch for each word; here a table gives the set bits of a byte, eight places are written whatever their number, and only the count moves on.
/// </summary>
internal sealed class SpikeLists
{
    private const int ByteBits = 8;

    /// <summary>[byte, 8], places of the set bits in ascending order.</summary>
    private static readonly ushort[] Places = MakePlaces();

    private readonly int _stride;
    private readonly ushort[] _sources;
    private readonly int[] _counts;

    /// <param name="steps">Time steps.</param>
    /// <param name="words">Words of 32 sources in a step.</param>
    public SpikeLists(int steps, int words)
    {
        // The last byte's eight places may reach beyond the sources.
        _stride = (words * sizeof(uint) * ByteBits) + ByteBits;
        (_sources, _counts) = (new ushort[steps * _stride], new int[steps]);
    }

    /// <summary>Sources that spiked at a time step, ascending.</summary>
    public ReadOnlySpan<ushort> this[int step] => _sources.AsSpan(step * _stride, _counts[step]);

    /// <summary>Takes the spikes of a sample.</summary>
    /// <param name="spikes">[time, word], bit k of a word for source 32 word + k; fewer than 65,536 sources.</param>
    public void Take(ReadOnlySpan<uint> spikes)
    {
        var steps = _counts.Length;
        var words = spikes.Length / steps;
        if (spikes.Length != words * steps || (words * sizeof(uint) * ByteBits) + ByteBits != _stride)
        {
            throw new ArgumentException($"{spikes.Length} words of spikes do not fit {steps} steps of {_stride / ByteBits / sizeof(uint)} words.", nameof(spikes));
        }

        ref var places = ref MemoryMarshal.GetArrayDataReference(Places);
        for (var step = 0; step < steps; step++)
        {
            var (count, first) = ((nuint)0, Vector128<ushort>.Zero);
            ref var list = ref _sources[step * _stride];
            foreach (var word in spikes.Slice(step * words, words))
            {
                var left = word;
                for (var k = 0; k < sizeof(uint); k++, left >>= ByteBits)
                {
                    var bits = left & byte.MaxValue;
                    (Vector128.LoadUnsafe(ref places, (nuint)bits * ByteBits) + first).StoreUnsafe(ref list, count);
                    count += (nuint)BitOperations.PopCount(bits);
                    first += Vector128.Create((ushort)ByteBits);
                }
            }

            _counts[step] = (int)count;
        }
    }

    private static ushort[] MakePlaces()
    {
        var places = new ushort[(byte.MaxValue + 1) * ByteBits];
        for (var value = 0; value <= byte.MaxValue; value++)
        {
            var count = 0;
            for (var bit = 0; bit < ByteBits; bit++)
            {
                if ((value & (1 << bit)) != 0)
                {
                    places[(value * ByteBits) + count++] = (ushort)bit;
                }
            }
        }

        return places;
    }
}
