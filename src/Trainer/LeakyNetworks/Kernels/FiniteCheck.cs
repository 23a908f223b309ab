using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bss2.Trainer.LeakyNetworks.Kernels;

/// <summary>Whether all values are finite numbers, at the speed of reading them.</summary>
internal static class FiniteCheck
{
    public static bool Holds(ReadOnlySpan<float> values)
    {
        // x − x is 0 for every finite x and not a number for all others.
        ref var value = ref MemoryMarshal.GetReference(values);
        var sum = Vector256<float>.Zero;
        var whole = values.Length & ~(Vector256<float>.Count - 1);
        for (nuint k = 0; k < (nuint)whole; k += (nuint)Vector256<float>.Count)
        {
            var x = Vector256.LoadUnsafe(ref value, k);
            sum += x - x;
        }

        var rest = Vector256.Sum(sum);
        foreach (var x in values[whole..])
        {
            rest += x - x;
        }

        return rest == 0;
    }
}
