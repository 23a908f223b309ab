using Bss2.Chip.Gemm;
using Bss2.Chip.Randomness;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Chip.Tests.Gemm;

/// <summary>Every kernel gives the bits of the definition, whatever the shapes, the cut and the processor.</summary>
public sealed class MatrixProductTests
{
    // Lengths around the tiles and vectors of all kernels, and depths around their blocks.
    private static readonly int[] _sizes = [0, 1, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 24, 25, 47, 48, 49];
    private static readonly int[] _depths = [287, 288, 289, 384, 385, 391, 392, 393, 577, 785];

    public static TheoryData<int> Kernels => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void All_sizes_around_a_tile_give_the_bits_of_the_definition(int kernel)
    {
        foreach (var rows in _sizes)
        {
            foreach (var columns in _sizes)
            {
                AssertParity(kernel, rows, 5, columns, (rows ^ columns) & 7);
            }
        }

        foreach (var depth in _sizes)
        {
            AssertParity(kernel, 9, depth, 13, depth & 7);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_depth_across_the_edges_of_blocks_gives_the_bits_of_the_definition(int kernel)
    {
        foreach (var depth in _depths)
        {
            AssertParity(kernel, 9, depth, 50, depth & 7);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void More_rows_than_a_block_give_the_bits_of_the_definition(int kernel)
    {
        AssertParity(kernel, 191, 3, 5, 0);
        AssertParity(kernel, 192, 3, 5, 1);
        AssertParity(kernel, 193, 300, 2, 4);
        AssertParity(kernel, 397, 2, 3, 7);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Random_shapes_transposed_or_not_give_the_bits_of_the_definition(int kernel)
    {
        var shapes = from rows in Gen.Choose(0, 70)
                     from depth in Gen.Choose(0, 70)
                     from columns in Gen.Choose(0, 70)
                     from mode in Gen.Choose(0, 7)
                     select (rows, depth, columns, mode);
        Prop.ForAll(shapes.ToArbitrary(), s => AssertParity(kernel, s.rows, s.depth, s.columns, s.mode)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Rows_computed_alone_have_the_bits_they_have_in_the_whole(int kernel)
    {
        const int Rows = 61, Depth = 301, Columns = 53;
        var (a, b) = (Values(Rows * Depth, 1), Values(Depth * Columns, 2));
        var (packed, workspace) = (new PackedRight(MicroKernel.All[kernel]), new ProductWorkspace(MicroKernel.All[kernel]));
        packed.Pack(new MatrixView(b, Depth, Columns));
        float[] whole = new float[Rows * Columns], parts = new float[Rows * Columns];
        // The left operand is transposed in memory, as the gradient is in dYᵀ·X.
        MatrixProduct.Multiply(new MatrixView(a, Depth, Rows).Transposed, packed, new MatrixTarget(whole, Rows, Columns), workspace);
        foreach (var (from, count) in new[] { (60, 1), (0, 7), (13, 47), (7, 6), (20, 0) })
        {
            MatrixProduct.Multiply(new MatrixView(a, Depth, Rows).Transposed.Slice(from, count), packed, new MatrixTarget(parts, Rows, Columns).Slice(from, count), workspace);
        }

        AssertBits(whole, parts);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_depth_cut_into_products_that_add_up_has_the_bits_of_the_whole(int kernel)
    {
        const int Rows = 29, Depth = 700, Columns = 31;
        var (a, b) = (Values(Depth * Rows, 1), Values(Depth * Columns, 2));
        var workspace = new ProductWorkspace(MicroKernel.All[kernel]);
        float[] whole = new float[Rows * Columns], sum = new float[Rows * Columns];
        MatrixView Left() => new(a, Depth, Rows);
        MatrixView Right() => new(b, Depth, Columns);
        MatrixProduct.Multiply(Left().Transposed, Right(), new MatrixTarget(whole, Rows, Columns), workspace);
        foreach (var (from, count) in new[] { (0, 8), (8, 120), (128, 0), (128, 571), (699, 1) })
        {
            MatrixProduct.Multiply(Left().Slice(from, count).Transposed, Right().Slice(from, count), new MatrixTarget(sum, Rows, Columns), workspace, accumulate: from > 0);
        }

        AssertBits(whole, sum);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Integer_products_are_exact(int kernel)
    {
        const int Rows = 5, Depth = 8590, Columns = 27;
        var (inputs, weights) = (new float[Rows * Depth], new float[Depth * Columns]);
        for (var k = 0; k < Depth; k++)
        {
            for (var row = 0; row < Rows; row++)
            {
                // The first row drives every sum to its bound, 31 * 63 * 8590 < 2^24.
                inputs[(row * Depth) + k] = row == 0 ? 31 : ((k * 7) + (row * 11)) % 32;
            }

            for (var column = 0; column < Columns; column++)
            {
                weights[(k * Columns) + column] = column == 0 ? 63 : column == 1 ? -63 : (((k * 13) + (column * 29)) % 127) - 63;
            }
        }

        var products = new float[Rows * Columns];
        MatrixProduct.Multiply(
            new MatrixView(inputs, Rows, Depth), new MatrixView(weights, Depth, Columns), new MatrixTarget(products, Rows, Columns), new ProductWorkspace(MicroKernel.All[kernel]));
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                long exact = 0;
                for (var k = 0; k < Depth; k++)
                {
                    exact += (long)inputs[(row * Depth) + k] * (long)weights[(k * Columns) + column];
                }

                Assert.Equal(exact, (long)products[(row * Columns) + column]);
            }
        }

        Assert.Equal(31 * 63 * 8590, products[0]);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Infinities_stay_in_their_rows_and_columns(int kernel)
    {
        const int Size = 51;
        var (a, b, c) = (Values(Size * Size, 1), Values(Size * Size, 2), new float[Size * Size]);
        a[(50 * Size) + 3] = float.PositiveInfinity;
        b[(3 * Size) + 50] = float.NaN;
        MatrixProduct.Multiply(new MatrixView(a, Size, Size), new MatrixView(b, Size, Size), new MatrixTarget(c, Size, Size), new ProductWorkspace(MicroKernel.All[kernel]));
        for (var k = 0; k < c.Length; k++)
        {
            Assert.Equal(k / Size < 50 && k % Size < 50, float.IsFinite(c[k]));
        }
    }

    [Fact]
    public void A_workspace_that_has_seen_the_product_allocates_nothing()
    {
        var (a, b, c) = (Values(100 * 300, 1), Values(300 * 60, 2), new float[100 * 60]);
        var (packed, workspace) = (new PackedRight(), new ProductWorkspace());
        void Update()
        {
            packed.Pack(new MatrixView(b, 60, 300).Transposed);
            MatrixProduct.Multiply(new MatrixView(a, 100, 300), packed, new MatrixTarget(c, 100, 60), workspace);
            MatrixProduct.Multiply(new MatrixView(a, 100, 300), new MatrixView(b, 60, 300).Transposed, new MatrixTarget(c, 100, 60), workspace, accumulate: true);
        }

        Update();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Update();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_packed_operand_serves_several_threads()
    {
        const int Rows = 64, Depth = 200, Columns = 40, Parts = 8;
        var (a, b) = (Values(Rows * Depth, 1), Values(Depth * Columns, 2));
        float[] whole = new float[Rows * Columns], parts = new float[Rows * Columns];
        MatrixProductReference.Multiply(new MatrixView(a, Rows, Depth), new MatrixView(b, Depth, Columns), new MatrixTarget(whole, Rows, Columns));
        var packed = new PackedRight();
        packed.Pack(new MatrixView(b, Depth, Columns));
        Parallel.For(0, Parts, part =>
        {
            var (from, count) = (part * Rows / Parts, Rows / Parts);
            MatrixProduct.Multiply(
                new MatrixView(a, Rows, Depth).Slice(from, count), packed, new MatrixTarget(parts, Rows, Columns).Slice(from, count), new ProductWorkspace());
        });
        AssertBits(whole, parts);
    }

    [Fact]
    public void Matrices_that_do_not_fit_are_refused_with_their_sizes()
    {
        float[] a = new float[12], b = new float[20], c = new float[15];
        var workspace = new ProductWorkspace();
        var depths = Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(new MatrixView(a, 3, 4), new MatrixView(b, 5, 4), new MatrixTarget(c, 3, 5), workspace));
        Assert.Contains("3 x 4 and 5 x 4 into 3 x 5", depths.Message, StringComparison.Ordinal);
        var target = Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(new MatrixView(a, 3, 4), new MatrixView(b, 4, 5), new MatrixTarget(c, 5, 3), workspace));
        Assert.Contains("into 5 x 3", target.Message, StringComparison.Ordinal);
        var reference = Assert.Throws<ArgumentException>(() => MatrixProductReference.Multiply(new MatrixView(a, 3, 4), new MatrixView(b, 5, 4), new MatrixTarget(c, 3, 5)));
        Assert.Contains("3 x 4 and 5 x 4 into 3 x 5", reference.Message, StringComparison.Ordinal);
        var memory = Assert.Throws<ArgumentException>(() => new MatrixView(a, 3, 4, 5).Rows);
        Assert.Contains("needs 14 floats; 12 were given", memory.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MatrixTarget(a, 3, 4, 3).Rows);
        Assert.Throws<ArgumentException>(() => new MatrixView(a, -1, 4).Rows);
        var slice = Assert.Throws<ArgumentOutOfRangeException>(() => new MatrixView(a, 3, 4).Slice(2, 2).Rows);
        Assert.Contains("Rows 2 to 4 were asked for; the matrix has rows 0 to 3", slice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_over_an_operand_is_refused()
    {
        var (memory, other, workspace) = (new float[64], new float[16], new ProductWorkspace());
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(new MatrixView(memory, 4, 4), new MatrixView(other, 4, 4), new MatrixTarget(memory.AsSpan(15), 4, 4), workspace));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(new MatrixView(other, 4, 4), new MatrixView(memory, 4, 4), new MatrixTarget(memory.AsSpan(15), 4, 4), workspace));
        MatrixProduct.Multiply(new MatrixView(memory, 4, 4), new MatrixView(other, 4, 4), new MatrixTarget(memory.AsSpan(16), 4, 4), workspace);
    }

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX512")]
    public async Task All_of_this_holds_on_a_narrower_processor(string switchedOff)
    {
        if (NarrowerProcessor.Mine is { } mine)
        {
            // This is the child: the other tests of the class do the work.
            Assert.Equal(mine is "DOTNET_EnableHWIntrinsic" ? "ScalarKernel" : mine is "DOTNET_EnableAVX2" ? "Vector128Kernel" : "Vector256Kernel", MicroKernel.Best.GetType().Name);
            return;
        }

        if (switchedOff == "DOTNET_EnableAVX512" && !System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            // Such a processor has run the same code already, in the other tests.
            return;
        }

        await NarrowerProcessor.RunAsync(typeof(MatrixProductTests), switchedOff);
    }

    /// <summary>Bits of mode: A transposed, B transposed, accumulate. Rows are further apart than they are long, and what lies between stays.</summary>
    private static void AssertParity(int kernel, int rows, int depth, int columns, int mode)
    {
        var (leftTransposed, rightTransposed, accumulate) = ((mode & 1) != 0, (mode & 2) != 0, (mode & 4) != 0);
        var (leftStride, rightStride, stride) = ((leftTransposed ? rows : depth) + 3, (rightTransposed ? depth : columns) + 1, columns + 2);
        float[] a = Values((leftTransposed ? depth : rows) * leftStride, 1), b = Values((rightTransposed ? columns : depth) * rightStride, 2), c = Values(rows * stride, 3);
        MatrixView Left() => leftTransposed ? new MatrixView(a, depth, rows, leftStride).Transposed : new MatrixView(a, rows, depth, leftStride);
        MatrixView Right() => rightTransposed ? new MatrixView(b, columns, depth, rightStride).Transposed : new MatrixView(b, depth, columns, rightStride);
        float[] expected = [.. c], bothPacked = [.. c], rightPacked = [.. c], unpacked = [.. c];
        var tile = MicroKernel.All[kernel];
        var (left, right, workspace) = (new PackedLeft(tile), new PackedRight(tile), new ProductWorkspace(tile));
        left.Pack(Left());
        right.Pack(Right());
        MatrixProductReference.Multiply(Left(), Right(), new MatrixTarget(expected, rows, columns, stride), accumulate);
        MatrixProduct.Multiply(left, right, new MatrixTarget(bothPacked, rows, columns, stride), accumulate);
        MatrixProduct.Multiply(Left(), right, new MatrixTarget(rightPacked, rows, columns, stride), workspace, accumulate);
        MatrixProduct.Multiply(Left(), Right(), new MatrixTarget(unpacked, rows, columns, stride), workspace, accumulate);
        AssertBits(expected, bothPacked);
        AssertBits(expected, rightPacked);
        AssertBits(expected, unpacked);
    }

    private static float[] Values(int length, uint stream)
    {
        var values = new float[length];
        for (var k = 0; k < length; k++)
        {
            values[k] = (float)(Philox.ToUniform(Philox.Next(new StreamKey(7, 9), (uint)k, stream, 0, 0).X0) - 0.5);
        }

        return values;
    }

    private static void AssertBits(float[] expected, float[] actual)
    {
        for (var k = 0; k < expected.Length; k++)
        {
            if (BitConverter.SingleToInt32Bits(expected[k]) != BitConverter.SingleToInt32Bits(actual[k]))
            {
                Assert.Fail($"Element {k} of {expected.Length} is {actual[k]:G9}, not {expected[k]:G9}.");
            }
        }
    }
}
