namespace Bss2.Chip.Gemm;

/// <summary>A tile of 4 x 4 without vectors: what runs where a processor has none, and the layout's definition to the others.</summary>
internal sealed unsafe class ScalarKernel : MicroKernel
{
    private const int Height = 4;
    private const int Width = 4;

    public ScalarKernel()
        : base(Height, Width, 384)
    {
    }

    public override void Run(float* left, float* right, int depth, float* target, int stride, bool accumulate)
    {
        for (var row = 0; row < Height; row++)
        {
            for (var column = 0; column < Width; column++)
            {
                var sum = accumulate ? target[(row * stride) + column] : 0;
                for (var k = 0; k < depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(left[(k * Height) + row], right[(k * Width) + column], sum);
                }

                target[(row * stride) + column] = sum;
            }
        }
    }
}
