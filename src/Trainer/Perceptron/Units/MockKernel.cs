using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Bss2.Chip.Hagen;
using Bss2.Chip.Randomness;

namespace Bss2.Trainer.Perceptron;

/// <summary>
/// hxtorch's mock of one tile: y = clamp(floor(((x·W) · sends) · gain + noise), −128, 127), each product rounded to float32 in this order; tiles are added, and their
/// sum is clipped again (hxtorch mac_mock). Vector form and scalar definition give the same bits.
/// </summary>
internal static class MockKernel
{
    /// <summary>Columns that are converted together: rows of products and sums are padded to whole groups.</summary>
    public const int Group = 32;

    private const int Lanes = 8;

    /// <summary>Columns with padding.</summary>
    public static int Padded(int columns) => (columns + Group - 1) / Group * Group;

    /// <summary>Converts the products of one vector and one tile, and adds them to those of the tiles before.</summary>
    /// <param name="noise">Key and size of the noise.</param>
    /// <param name="vector">Number of the vector after the first.</param>
    /// <param name="sends">How often events are sent.</param>
    /// <param name="gain">LSB for a product of 1.</param>
    /// <param name="products">[whole groups of columns]; what lies behind the columns decides nothing.</param>
    /// <param name="sums">As long as the products.</param>
    /// <param name="isFirst">Whether this is the first tile, which overwrites.</param>
    public static void Convert(in MockNoise noise, int vector, float sends, float gain, ReadOnlySpan<float> products, Span<float> sums, bool isFirst)
    {
        CheckLengths(products, sums);
        var keys = PhiloxSchedule.Of(noise.Key);
        var (s, g) = (Vector256.Create(sends), Vector256.Create(gain));
        for (var column = 0; column < products.Length; column += Group)
        {
            if (noise.Sigma > 0)
            {
                var (d0, d1, d2, d3) = Deviates(in noise, in keys, vector, column / Group);
                Add(products, sums, column, s, g, d0 * noise.Sigma, isFirst);
                Add(products, sums, column + Lanes, s, g, d1 * noise.Sigma, isFirst);
                Add(products, sums, column + (2 * Lanes), s, g, d2 * noise.Sigma, isFirst);
                Add(products, sums, column + (3 * Lanes), s, g, d3 * noise.Sigma, isFirst);
                continue;
            }

            for (var k = column; k < column + Group; k += Lanes)
            {
                Add(products, sums, k, s, g, Vector256<float>.Zero, isFirst);
            }
        }
    }

    /// <summary>The definition of <see cref="Convert"/>, one column after the other.</summary>
    public static void ConvertReference(in MockNoise noise, int vector, float sends, float gain, ReadOnlySpan<float> products, Span<float> sums, bool isFirst)
    {
        CheckLengths(products, sums);
        for (var column = 0; column < products.Length; column++)
        {
            var value = MultiplyFormula.Amplitude(products[column], sends, gain);
            value += noise.Sigma > 0 ? noise.Sigma * Deviate(in noise, vector, column) : 0f;
            sums[column] = (isFirst ? 0f : sums[column]) + MultiplyFormula.ToResult(value);
        }
    }

    /// <summary>Clips the sums of all tiles to −128..127.</summary>
    public static void Clip(ReadOnlySpan<float> sums, Span<float> results)
    {
        for (var k = 0; k < results.Length; k++)
        {
            results[k] = Math.Clamp(sums[k], MultiplyFormula.MinimumResult, MultiplyFormula.MaximumResult);
        }
    }

    private static float Deviate(in MockNoise noise, int vector, int column)
    {
        var (group, lane, word) = (column / Group, column % Lanes, column % Group / Lanes);
        var block = Philox.Next(noise.Key, noise.FirstVector + (uint)vector, (uint)((group * Lanes) + lane), noise.Tile, noise.Update);
        var (first, second) = word < 2 ? GaussianPairs.Of(block.X0, block.X1) : GaussianPairs.Of(block.X2, block.X3);
        return word % 2 == 0 ? first : second;
    }

    private static (Vector256<float> D0, Vector256<float> D1, Vector256<float> D2, Vector256<float> D3) Deviates(in MockNoise noise, in PhiloxSchedule keys, int vector, int group)
    {
        var x0 = Vector256.Create(noise.FirstVector + (uint)vector);
        var x1 = Vector256<uint>.Indices + Vector256.Create((uint)(group * Lanes));
        var (x2, x3) = (Vector256.Create(noise.Tile), Vector256.Create(noise.Update));
        Philox.Next(in keys, ref x0, ref x1, ref x2, ref x3);
        var (d0, d1) = GaussianPairs.Of(x0, x1);
        var (d2, d3) = GaussianPairs.Of(x2, x3);
        return (d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ReadOnlySpan<float> products, Span<float> sums, int column, Vector256<float> sends, Vector256<float> gain, Vector256<float> noise, bool isFirst)
    {
        var value = (Vector256.Create(products.Slice(column, Lanes)) * sends * gain) + noise;
        var code = Vector256.Min(Vector256.Max(Vector256.Floor(value), Vector256.Create((float)MultiplyFormula.MinimumResult)), Vector256.Create((float)MultiplyFormula.MaximumResult));
        var lanes = sums.Slice(column, Lanes);
        (isFirst ? code : Vector256.Create((ReadOnlySpan<float>)lanes) + code).CopyTo(lanes);
    }

    private static void CheckLengths(ReadOnlySpan<float> products, Span<float> sums)
    {
        if (products.Length != sums.Length || products.Length % Group != 0)
        {
            throw new ArgumentException($"{products.Length} products and {sums.Length} sums are not equally many whole groups of {Group}.");
        }
    }
}
