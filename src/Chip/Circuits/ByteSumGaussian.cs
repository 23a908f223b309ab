using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Bss2.Chip.Randomness;

namespace Bss2.Chip.Circuits;

/// <summary>
/// Cheap normal deviates: the sum of the four bytes of a random word, or of all sixteen of a Philox block, centred.
/// Four bytes: excess kurtosis −0.30, nothing beyond 3.45 sigma. Sixteen bytes: −0.075 and 6.9 sigma.
/// The sums are whole numbers, so scaling them is the only rounding; vector and scalar forms give the same bits.
/// </summary>
internal static class ByteSumGaussian
{
    /// <summary>Standard deviation of <see cref="Sum(uint)"/>: sqrt(4 (256^2 − 1) / 12).</summary>
    public const double SigmaOfFour = 147.80054127099805;

    /// <summary>Standard deviation of <see cref="Sum(PhiloxBlock)"/>, twice as much.</summary>
    public const double SigmaOfSixteen = 2 * SigmaOfFour;

    /// <summary>Sum of the four bytes minus its mean, −510..510.</summary>
    public static int Sum(uint word)
    {
        var pairs = (word & 0x00FF00FF) + ((word >> 8) & 0x00FF00FF);
        return (int)((pairs & 0xFFFF) + (pairs >> 16)) - 510;
    }

    /// <summary>Sum of the sixteen bytes minus its mean, −2040..2040.</summary>
    public static int Sum(PhiloxBlock block) => Sum(block.X0) + Sum(block.X1) + Sum(block.X2) + Sum(block.X3);

    /// <summary>Lane by lane as <see cref="Sum(uint)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Sum(Vector256<uint> words)
    {
        if (Avx2.IsSupported)
        {
            // Whole numbers, so both ways give the same: bytes to pairs, pairs to sums.
            var halves = Avx2.MultiplyAddAdjacent(words.AsByte(), Vector256<sbyte>.One);
            return Avx2.MultiplyAddAdjacent(halves, Vector256<short>.One) - Vector256.Create(510);
        }

        var bytes = Vector256.Create(0x00FF00FFu);
        var pairs = (words & bytes) + (Vector256.ShiftRightLogical(words, 8) & bytes);
        var sums = (pairs & Vector256.Create(0xFFFFu)) + Vector256.ShiftRightLogical(pairs, 16);
        return sums.AsInt32() - Vector256.Create(510);
    }
}
