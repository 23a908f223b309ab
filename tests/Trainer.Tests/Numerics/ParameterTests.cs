using System.Numerics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.Numerics;

public sealed class ParameterTests
{
    [Fact]
    public void Precisions_other_than_float32_and_float64_are_refused()
    {
        var refusal = Assert.Throws<NotSupportedException>(() => new Parameter<Half>("w", [2]));
        Assert.Contains("'w' is of type Half; permitted: Single (float32) and Double (float64)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_buffer_finds_its_own_parameters_alone()
    {
        var (single, wide, foreign) = (new Parameter<float>("w", [2, 3]), new Parameter<double>("w", [4]), new Parameter<double>("w", [4]));
        var buffer = new GradientBuffer([single, wide]);
        Assert.Equal((6, 4), (buffer.Find(single)!.Length, buffer.Find(wide)!.Length));
        Assert.Null(buffer.Find(foreign));
    }

    [Fact]
    public void A_cleared_buffer_holds_zeros_whichever_of_its_parameters_were_written() => Cleared<float>();

    [Fact]
    public void A_cleared_buffer_of_float64_holds_zeros() => Cleared<double>();

    private static void Cleared<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (first, second) = (new Parameter<T>("first", [3]), new Parameter<T>("second", [2]));
        var buffer = new GradientBuffer([first, second]);
        buffer.Find(second)!.AsSpan().Fill(T.One);
        buffer.Clear();
        Assert.Equal([T.Zero, T.Zero], buffer.Find(second)!);
        Assert.Equal([T.Zero, T.Zero, T.Zero], buffer.Find(first)!);
    }
}
