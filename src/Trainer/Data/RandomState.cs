namespace Bss2.Trainer.Data;

/// <summary>
/// The generator behind NumPy's legacy <c>RandomState</c>, word for word: MT19937 (Matsumoto and Nishimura 1998) seeded by <c>init_genrand</c>.
/// For datasets alone, which are defined by it; everything else draws counter-based numbers.
/// </summary>
public sealed class RandomState
{
    private const int WordCount = 624;
    private const int Middle = 397;

    private readonly uint[] _words = new uint[WordCount];
    private int _next = WordCount;

    public RandomState(uint seed)
    {
        for (var k = 0; k < WordCount; k++)
        {
            _words[k] = seed;
            seed = (1812433253u * (seed ^ (seed >> 30))) + (uint)k + 1;
        }
    }

    /// <summary>The next word of 32 bits.</summary>
    public uint NextWord()
    {
        if (_next == WordCount)
        {
            Refill();
        }

        var y = _words[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    /// <summary>As <c>rand()</c>: uniform in [0, 1) with 53 bits from two words.</summary>
    public double NextDouble()
    {
        var high = NextWord() >> 5;
        var low = NextWord() >> 6;
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary>As <c>randint(bound)</c>: uniform in [0, bound) by drawing as many bits as the bound needs until they are below it.</summary>
    /// <param name="bound">1..2^31 − 1.</param>
    public int NextInteger(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var largest = (uint)bound - 1;
        if (largest == 0)
        {
            return 0;
        }

        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(largest);
        while (true)
        {
            var value = NextWord() & mask;
            if (value <= largest)
            {
                return (int)value;
            }
        }
    }

    private void Refill()
    {
        for (var k = 0; k < WordCount; k++)
        {
            var y = (_words[k] & 0x80000000u) | (_words[(k + 1) % WordCount] & 0x7FFFFFFFu);
            _words[k] = _words[(k + Middle) % WordCount] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DFu);
        }

        _next = 0;
    }
}
