namespace Bss2.Chip.Randomness;

/// <summary>Normal deviates (mean 0, sigma 1) from counter-based words.</summary>
public static class Gaussian
{
    /// <summary>One deviate from the first two words of the block at (c0, c1, c2, c3), by the method of Box and Muller.</summary>
    public static double Next(StreamKey key, uint c0, uint c1 = 0, uint c2 = 0, uint c3 = 0)
    {
        var block = Philox.Next(key, c0, c1, c2, c3);
        var radius = Math.Sqrt(-2 * PortableMath.Log(Philox.ToUniform(block.X0)));
        return radius * PortableMath.SinCosTurns(Philox.ToUniform(block.X1)).Cosine;
    }
}
