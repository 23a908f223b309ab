namespace Bss2.Actors.Dispatch;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014). Chooses schedules and faults in tests; nothing that reaches a result is drawn from it.</summary>
internal sealed class SeededSequence(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Uniform in 0..<paramref name="bound"/>-1; the bias of the fixed-point product is below 2^-32 for the sizes used.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Uniform in [0, 1).</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
