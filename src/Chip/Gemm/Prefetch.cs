using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Bss2.Chip.Gemm;

/// <summary>Asks for memory before it is needed. A hint: any address will do, nothing is read, and processors without it do nothing.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Floats in a cache line.</summary>
    public const int LineFloats = 16;

    /// <summary>Into the first cache level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Soon(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>Into the second cache level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Later(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }
}
