namespace Bss2.Trainer.Data;

/// <summary>Labelled grey images, a byte a pixel.</summary>
/// <param name="Pixels">[image, row, column], 0 black to 255 white. Never written.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="Labels">[image].</param>
/// <param name="ClassNames">Names of the classes.</param>
public sealed record ImageSet(ReadOnlyMemory<byte> Pixels, int Height, int Width, int[] Labels, string[] ClassNames)
{
    public int Count => Labels.Length;

    /// <summary>[row, column] of one image.</summary>
    public ReadOnlySpan<byte> this[int image] => Pixels.Span.Slice(image * Height * Width, Height * Width);

    /// <summary>Some consecutive images; the pixels are shared.</summary>
    public ImageSet Slice(int first, int count) => this with { Pixels = Pixels.Slice(first * Height * Width, count * Height * Width), Labels = Labels[first..(first + count)] };

    /// <summary>The images with a black border.</summary>
    /// <param name="border">Pixels on each side.</param>
    public ImageSet Padded(int border)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(border);
        var (height, width) = (Height + (2 * border), Width + (2 * border));
        var pixels = new byte[Count * height * width];
        for (var line = 0; line < Count * Height; line++)
        {
            var (image, row) = (line / Height, line % Height);
            Pixels.Span.Slice(line * Width, Width).CopyTo(pixels.AsSpan((((image * height) + row + border) * width) + border));
        }

        return this with { Pixels = pixels, Height = height, Width = width };
    }

    /// <summary>The images as samples of <c>Height x Width</c> features; the pixels are shared.</summary>
    /// <param name="levels">[byte], what each of the 256 bytes stands for.</param>
    public Dataset ToDataset(double[] levels) => new(new ByteFeatures(Pixels, levels), Height * Width, Labels, ClassNames);
}
