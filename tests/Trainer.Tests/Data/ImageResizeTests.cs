using Bss2.Trainer.Data;

namespace Bss2.Trainer.Tests.Data;

public class ImageResizeTests
{
    [Fact]
    public void Images_are_those_of_Pillow_to_the_last_bit()
    {
        var cases = PillowGolden.Cases.ToArray();
        Assert.Equal(5, cases.Length);
        foreach (var one in cases)
        {
            var (width, into) = (one.Whole("width"), new byte[one.Whole("newHeight") * one.Whole("newWidth")]);
            new ImageResize(one.Whole("height"), width, one.Whole("newHeight"), one.Whole("newWidth")).Apply(one.Bytes("image"), width, into);
            Assert.Equal(one.Bytes("resized"), into);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(255)]
    public void An_even_grey_stays_as_it_is(byte grey)
    {
        var image = new byte[24 * 24];
        image.AsSpan().Fill(grey);
        var into = new byte[16 * 16];

        new ImageResize(24, 24, 16, 16).Apply(image, 24, into);

        Assert.All(into, pixel => Assert.Equal(grey, pixel));
    }

    /// <summary>Re-derived by hand: a scale of 1.5 gives the first new column centre 0.75 and reach 1.5, so that the old centres 0.5 and 1.5 weigh 5/6 and 1/2: 5/8 and 3/8.</summary>
    [Fact]
    public void Weights_are_those_of_a_stretched_triangle()
    {
        var into = new byte[2];

        new ImageResize(1, 3, 1, 2).Apply([80, 0, 0], 3, into);
        Assert.Equal([50, 0], into);

        new ImageResize(1, 3, 1, 2).Apply([0, 80, 0], 3, into);
        Assert.Equal([30, 30], into);
    }

    [Fact]
    public void A_part_of_a_larger_image_is_resized_as_if_cut_out()
    {
        byte[] large = [.. Enumerable.Range(0, 28 * 28).Select(k => (byte)(k * 91))];
        byte[] part = [.. Enumerable.Range(0, 24 * 24).Select(k => large[((2 + (k / 24)) * 28) + 2 + (k % 24)])];
        var (direct, cut, resize) = (new byte[256], new byte[256], new ImageResize(24, 24, 16, 16));

        resize.Apply(large.AsSpan((2 * 28) + 2), 28, direct);
        resize.Apply(part, 24, cut);

        Assert.Equal(cut, direct);
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        var resize = new ImageResize(24, 24, 16, 16);
        Assert.Contains("24", Assert.Throws<ArgumentException>(() => resize.Apply(new byte[575], 24, new byte[256])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => resize.Apply(new byte[576], 24, new byte[255]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageResize(0, 24, 16, 16));
    }
}
