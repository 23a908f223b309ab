using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Bss2.Chip.Randomness;

namespace Bss2.Chip.Hagen;

/// <summary>
/// What the column ADC makes of integrated products: the amplitude a by <see cref="MultiplyFormula"/>, then <c>v = a + o + 2·sqrt(1 + (a/60)²)·N(0, 1)</c> with the
/// channel's offset o, below −80 the knee <c>v = −80 − 30·(1 − exp((v + 80)/30))</c> (inhibition loses its grip, the floor is at −110), then
/// rounded down and clipped to −128..127. Noise grows and inhibition saturates as the published properties of matrix multiplication show; numbers are fits.
/// </summary>
internal static class ResultConversion
{
    /// <summary>Columns that are converted together: products and gains come in rows of whole groups.</summary>
    public const int Group = 32;

    private const int Lanes = 8;
    private const float NoiseWidth = 1f / 60;
    private const float KneeLsb = -80;
    private const float KneeWidthLsb = 30;
    private const float InverseKneeWidth = 1f / KneeWidthLsb;

    // Below −20 widths the exponential is less than a float32 of 30 can tell from 0.
    private const float LeastExponent = -20;
    private const float Log2E = 1.44269504f, Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;
    private const float E0 = 1f / 720, E1 = 1f / 120, E2 = 1f / 24, E3 = 1f / 6, E4 = 0.5f;

    /// <summary>Converts the products of one vector.</summary>
    /// <param name="noise">Key and size of the noise.</param>
    /// <param name="vector">Number of the vector after the first.</param>
    /// <param name="columns">Gains and offsets; says whether the knee is there.</param>
    /// <param name="products">[whole groups of columns]; what lies behind the columns decides nothing.</param>
    /// <param name="results">[columns].</param>
    public static void Convert(in ResultNoise noise, int vector, ResultColumns columns, ReadOnlySpan<float> products, Span<sbyte> results)
    {
        CheckLengths(columns, products, results);
        var keys = PhiloxSchedule.Of(noise.Key);
        var time = PhiloxGrid.AtTime(noise.Key, noise.FirstVector + (uint)vector, noise.Population, noise.Update);
        Span<sbyte> last = stackalloc sbyte[Group];
        for (var column = 0; column < columns.Count; column += Group)
        {
            var blocks = Vector256<uint>.Indices + Vector256.Create((uint)((columns.FirstColumn + column) / Group * Lanes));
            var circuits = PhiloxGrid.OfCircuits(in keys, blocks, noise.Population);
            var whole = columns.Count - column >= Group;
            ConvertGroup(in keys, in time, in circuits, noise.SigmaLsb, columns, column, products, ref whole ? ref results[column] : ref last[0]);
            if (!whole)
            {
                last[..(columns.Count - column)].CopyTo(results[column..]);
            }
        }
    }

    /// <summary>The same, one result after the other: the reference for <see cref="Convert"/>.</summary>
    public static void ConvertScalar(in ResultNoise noise, int vector, ResultColumns columns, ReadOnlySpan<float> products, Span<sbyte> results)
    {
        CheckLengths(columns, products, results);
        for (var column = 0; column < columns.Count; column++)
        {
            var a = MultiplyFormula.Amplitude(products[column], columns.Sends, columns.Gains[column]);
            var value = a + columns.OffsetsLsb[column];
            if (noise.SigmaLsb > 0)
            {
                var t = a * NoiseWidth;
                var sigma = noise.SigmaLsb * MathF.Sqrt(MathF.FusedMultiplyAdd(t, t, 1f));
                value = MathF.FusedMultiplyAdd(sigma, Deviate(in noise, vector, columns.FirstColumn + column), value);
            }

            results[column] = MultiplyFormula.ToResult(columns.HasKnee && value < KneeLsb ? Bent(value) : value);
        }
    }

    private static float Deviate(in ResultNoise noise, int vector, int neuron)
    {
        var (group, lane, word) = (neuron / Group, neuron % Lanes, neuron % Group / Lanes);
        var block = Philox.Next(noise.Key, noise.FirstVector + (uint)vector, (uint)((group * Lanes) + lane), noise.Population, noise.Update);
        var (first, second) = word < 2 ? GaussianPairs.Of(block.X0, block.X1) : GaussianPairs.Of(block.X2, block.X3);
        return word % 2 == 0 ? first : second;
    }

    private static void ConvertGroup(
        in PhiloxSchedule keys, in PhiloxGrid.Time time, in PhiloxGrid.Circuits circuits, float sigma, ResultColumns columns, int column, ReadOnlySpan<float> products, ref sbyte results)
    {
        var (g0, g1, g2, g3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        if (sigma > 0)
        {
            PhiloxGrid.Next(in keys, in time, in circuits, out var x0, out var x1, out var x2, out var x3);
            (g0, g1) = GaussianPairs.Of(x0, x1);
            (g2, g3) = GaussianPairs.Of(x2, x3);
        }

        var c0 = Code(columns, column, products, g0, sigma);
        var c1 = Code(columns, column + Lanes, products, g1, sigma);
        var c2 = Code(columns, column + (2 * Lanes), products, g2, sigma);
        var c3 = Code(columns, column + (3 * Lanes), products, g3, sigma);
        Vector256.Narrow(Vector256.Narrow(c0, c1), Vector256.Narrow(c2, c3)).StoreUnsafe(ref results);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Code(ResultColumns columns, int column, ReadOnlySpan<float> products, Vector256<float> deviates, float sigma)
    {
        var a = Vector256.Create(products.Slice(column, Lanes)) * Vector256.Create(columns.Sends) * Vector256.Create(columns.Gains.AsSpan(column, Lanes));
        var value = a + Vector256.Create(columns.OffsetsLsb.AsSpan(column, Lanes));
        if (sigma > 0)
        {
            var t = a * Vector256.Create(NoiseWidth);
            var spread = Vector256.Create(sigma) * Vector256.Sqrt(Vector256.FusedMultiplyAdd(t, t, Vector256<float>.One));
            value = Vector256.FusedMultiplyAdd(spread, deviates, value);
        }

        if (columns.HasKnee)
        {
            var below = Vector256.LessThan(value, Vector256.Create(KneeLsb));
            if (below != Vector256<float>.Zero)
            {
                value = Vector256.ConditionalSelect(below, Bent(value), value);
            }
        }

        // Values are finite, so that native minimum and maximum agree on every processor.
        var clipped = Vector256.MinNative(Vector256.MaxNative(value, Vector256.Create((float)MultiplyFormula.MinimumResult)), Vector256.Create((float)MultiplyFormula.MaximumResult));
        return Vector256.ConvertToInt32Native(Vector256.Floor(clipped));
    }

    /// <summary>Beyond the knee.</summary>
    private static float Bent(float value)
    {
        var z = MathF.Max((value - KneeLsb) * InverseKneeWidth, LeastExponent);
        var n = MathF.Floor(MathF.FusedMultiplyAdd(z, Log2E, 0.5f));
        var r = MathF.FusedMultiplyAdd(-n, Ln2Low, MathF.FusedMultiplyAdd(-n, Ln2High, z));
        var p = E0;
        p = MathF.FusedMultiplyAdd(p, r, E1);
        p = MathF.FusedMultiplyAdd(p, r, E2);
        p = MathF.FusedMultiplyAdd(p, r, E3);
        p = MathF.FusedMultiplyAdd(p, r, E4);
        p = MathF.FusedMultiplyAdd(p, r, 1f);
        p = MathF.FusedMultiplyAdd(p, r, 1f);
        var exponential = p * BitConverter.Int32BitsToSingle(((int)n + 127) << 23);
        return MathF.FusedMultiplyAdd(KneeWidthLsb, exponential, KneeLsb - KneeWidthLsb);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> Bent(Vector256<float> value)
    {
        var z = Vector256.MaxNative((value - Vector256.Create(KneeLsb)) * Vector256.Create(InverseKneeWidth), Vector256.Create(LeastExponent));

        // Lanes above the knee are not used; without a limit theirs could leave the exponents' range.
        z = Vector256.MinNative(z, Vector256<float>.Zero);
        var n = Vector256.Floor(Vector256.FusedMultiplyAdd(z, Vector256.Create(Log2E), Vector256.Create(0.5f)));
        var r = Vector256.FusedMultiplyAdd(-n, Vector256.Create(Ln2Low), Vector256.FusedMultiplyAdd(-n, Vector256.Create(Ln2High), z));
        var p = Vector256.Create(E0);
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(E1));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(E2));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(E3));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(E4));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256<float>.One);
        p = Vector256.FusedMultiplyAdd(p, r, Vector256<float>.One);
        var exponential = p * ((Vector256.ConvertToInt32Native(n) + Vector256.Create(127)) << 23).AsSingle();
        return Vector256.FusedMultiplyAdd(Vector256.Create(KneeWidthLsb), exponential, Vector256.Create(KneeLsb - KneeWidthLsb));
    }

    private static void CheckLengths(ResultColumns columns, ReadOnlySpan<float> products, Span<sbyte> results)
    {
        if (products.Length < columns.PaddedCount || results.Length != columns.Count)
        {
            throw new ArgumentException(
                $"{products.Length} products and {results.Length} results do not fit {columns.Count} columns: pass {columns.PaddedCount} products, whole groups, and as many results as columns.");
        }
    }
}
