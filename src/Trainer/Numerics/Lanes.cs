namespace Bss2.Trainer.Numerics;

/// <summary>The fixed width of all vector kernels: eight floats, whatever the processor offers, so that sums have one shape everywhere.</summary>
internal static class Lanes
{
    public const int Count = 8;

    /// <summary>The smallest multiple of eight that holds <paramref name="length"/> floats.</summary>
    public static int Pad(int length) => (length + Count - 1) & ~(Count - 1);
}
