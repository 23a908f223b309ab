using Bss2.Nodes.Pictures;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Nodes.Tests.Pictures;

public sealed class AxisTests
{
    [Fact]
    public void A_share_is_linear_from_end_to_end()
    {
        var axis = new Axis(-2, 6, "x");

        Assert.Equal([0, 0.25, 0.5, 1], new[] { axis.Share(-2), axis.Share(0), axis.Share(2), axis.Share(6) });
    }

    [Theory]
    [InlineData(new double[] { 0.31, 1.12 }, 0.2, 1.2)]
    [InlineData(new double[] { 34, 91.6, double.NaN }, 30, 100)]
    [InlineData(new double[] { 5 }, 4.4, 5.6)]
    [InlineData(new double[] { 0, 0 }, -1, 1)]
    [InlineData(new double[0], 0, 1)]
    [InlineData(new[] { double.NaN, double.PositiveInfinity }, 0, 1)]
    public void Covering_ends_at_round_numbers_around_the_values(double[] values, double minimum, double maximum)
    {
        var axis = Axis.Covering(values, "x");

        Assert.Equal(minimum, axis.Minimum, 9);
        Assert.Equal(maximum, axis.Maximum, 9);
    }

    [Fact]
    public void Covering_holds_every_value_and_is_not_much_longer() =>
        Prop.ForAll(Gen.Choose(-1000000, 1000000).Select(n => n / 977.0).NonEmptyListOf().ToArbitrary(), values =>
        {
            var axis = Axis.Covering(values, "x");
            var (low, high) = (values.Min(), values.Max());
            return axis.Minimum <= low && axis.Maximum >= high && (low == high || axis.Maximum - axis.Minimum <= 3 * (high - low));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_frame_maps_the_ends_of_its_axes_to_the_corners_and_keeps_the_rest_inside()
    {
        var frame = new PlotFrame(new Axis(0, 10, "x"), new Axis(0, 5, "y"), 560, 300, "test");

        Assert.Equal((frame.Left, frame.Right), (frame.X(0), frame.X(10)));
        Assert.Equal((frame.Bottom, frame.Top), (frame.Y(0), frame.Y(5)));
        Assert.Equal(frame.Right, frame.X(1e9));
        Assert.Equal(frame.Bottom, frame.Y(-1));
    }
}
