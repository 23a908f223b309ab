using Bss2.Chip.Gemm;
using Bss2.Chip.Hagen;
using Bss2.Chip.Randomness;
using Bss2.Messages.Identity;

namespace Bss2.Trainer.Perceptron;

/// <summary>
/// hxtorch's mock: rows are cut into tiles of 128 as on the chip, operands rounded half to even, results of tiles clipped before and after they are added. Columns are
/// not cut: in the formula that makes no difference. Integer products are exact in float32, so the packed product gives the very numbers of the formula.
/// </summary>
internal sealed class MockMatrixUnit(MultiplyWorkspace workspace) : MatrixUnit
{
    // Products and sums of a stretch of vectors stay in the second cache level. Whole tiles of every kernel: 24 is a multiple of their rows.
    private const int StretchFloats = 1 << 16;
    private const int LeastStretch = 24;
    private const int MostStretch = 192;

    /// <summary>The law.</summary>
    public MockParameter Law { get; set; } = new();

    /// <summary>Key of the noise.</summary>
    public RunKey Key { get; set; }

    /// <summary>Position of the first sample in its batch.</summary>
    public int FirstSample { get; set; }

    /// <summary>Number of the product within its pass.</summary>
    public int Number { get; set; }

    public override void Multiply(in ProductOperands operands, Span<float> results)
    {
        var activations = workspace.Activations(operands.Activations.Length);
        OperandRounding.HalfToEven(operands.Activations, activations);
        OperandRounding.CheckActivations(activations, operands.Inputs);
        var weights = workspace.Weights(operands.Weights.Length);
        OperandRounding.HalfToEven(operands.Weights, weights);
        OperandRounding.CheckWeights(weights, operands.Outputs);
        var tiles = (operands.Inputs + MultiplyFormula.Rows - 1) / MultiplyFormula.Rows;
        for (var tile = 0; tile < tiles; tile++)
        {
            var first = tile * MultiplyFormula.Rows;
            var rows = Math.Min(MultiplyFormula.Rows, operands.Inputs - first);
            workspace.Tile(tile).Pack(new MatrixView(weights.Slice(first * operands.Outputs, rows * operands.Outputs), rows, operands.Outputs));
        }

        var padded = MockKernel.Padded(operands.Outputs);
        var stretch = Math.Clamp(StretchFloats / padded / LeastStretch * LeastStretch, LeastStretch, MostStretch);
        for (var vector = 0; vector < operands.Vectors; vector += stretch)
        {
            var count = Math.Min(stretch, operands.Vectors - vector);
            MultiplyStretch(in operands, activations.Slice(vector * operands.Inputs, count * operands.Inputs), vector, count, tiles, results.Slice(vector * operands.Outputs, count * operands.Outputs));
        }
    }

    private void MultiplyStretch(in ProductOperands operands, ReadOnlySpan<float> activations, int vector, int count, int tiles, Span<float> results)
    {
        var (inputs, outputs) = (operands.Inputs, operands.Outputs);
        var padded = MockKernel.Padded(outputs);
        var products = workspace.Products(count * padded);
        var sums = workspace.Sums(count * padded);
        var (sends, gain) = ((float)operands.Sends, (float)Law.Gain);
        for (var tile = 0; tile < tiles; tile++)
        {
            var first = tile * MultiplyFormula.Rows;
            var left = new MatrixView(activations[first..], count, Math.Min(MultiplyFormula.Rows, inputs - first), inputs);
            MatrixProduct.Multiply(left, workspace.Tile(tile), new MatrixTarget(products, count, outputs, padded), workspace.Product);
            var noise = NoiseOf(in operands, tile);
            for (var k = 0; k < count; k++)
            {
                MockKernel.Convert(in noise, vector + k, sends, gain, products.Slice(k * padded, padded), sums.Slice(k * padded, padded), tile == 0);
            }
        }

        for (var k = 0; k < count; k++)
        {
            MockKernel.Clip(sums.Slice(k * padded, outputs), results.Slice(k * outputs, outputs));
        }
    }

    private MockNoise NoiseOf(in ProductOperands operands, int tile) => new(
        StreamKey.ForRun(Key, default, NoisePurpose.MockNoise),
        (uint)(FirstSample * operands.VectorsPerSample),
        ((uint)Number << 16) | (uint)tile,
        (uint)Key.Update,
        (float)Math.Max(0, Law.NoiseStd));
}
