using System.Buffers.Binary;
using System.IO.Compression;
using Bss2.Nodes.Pictures;

namespace Bss2.Nodes.Tests.Pictures;

public sealed class PngImageTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(200, 150)]
    public void Pixels_come_back_from_the_zlib_stream(int width, int height)
    {
        var pixels = new byte[3 * width * height];
        for (var k = 0; k < pixels.Length; k++)
        {
            pixels[k] = (byte)(k * 31);
        }

        var png = PngImage.Encode(width, height, pixels);

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal((width, height), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var lines = new MemoryStream();
        zlib.CopyTo(lines);
        var stride = (3 * width) + 1;
        Assert.Equal(height * stride, lines.Length);
        for (var y = 0; y < height; y++)
        {
            Assert.Equal(0, lines.GetBuffer()[y * stride]);
            Assert.Equal(pixels.AsSpan(y * 3 * width, 3 * width), lines.GetBuffer().AsSpan((y * stride) + 1, 3 * width));
        }
    }

    [Fact]
    public void The_end_part_carries_the_known_checksum()
    {
        // CRC-32 of "IEND" is AE426082 in every PNG file.
        Assert.Equal([0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82], PngImage.Encode(1, 1, [1, 2, 3])[^12..]);
    }

    [Fact]
    public void Pixels_that_do_not_fill_the_image_are_refused() => Assert.Throws<ArgumentException>(() => PngImage.Encode(2, 2, new byte[11]));
}
