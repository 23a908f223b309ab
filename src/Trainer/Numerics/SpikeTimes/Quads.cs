namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>The fixed width of the spike-time kernels: four float64 lanes, whatever the processor offers, so that sums over neurons have one shape everywhere.</summary>
internal static class Quads
{
    public const int Count = 4;

    /// <summary>The smallest multiple of four that holds <paramref name="length"/>.</summary>
    public static int Pad(int length) => (length + Count - 1) & ~(Count - 1);
}
