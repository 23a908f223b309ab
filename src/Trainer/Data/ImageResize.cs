namespace Bss2.Trainer.Data;

/// <summary>
/// Bilinear resizing of grey images with antialiasing, bit for bit as Pillow does it (and torchvision's Resize of a Pillow image): a triangle filter, stretched by the scale
/// where images get smaller, whose weights are normalised and rounded to fixed point; first along rows, rounded to bytes, then along columns, rounded again.
/// Source: Pillow's Resample.c. Safe to use from many threads.
/// </summary>
public sealed class ImageResize
{
    /// <summary>Bits after the point: 32 of an accumulator without the 8 of a pixel and 2 of head room.</summary>
    private const int PrecisionBits = 32 - 8 - 2;

    private const int Half = 1 << (PrecisionBits - 1);

    private readonly Tap[] _columns;
    private readonly Tap[] _rows;
    private readonly int _width;

    /// <summary>From and to how many pixels; all at least 1.</summary>
    public ImageResize(int height, int width, int newHeight, int newWidth)
    {
        (_columns, _rows, _width) = (Taps(width, newWidth), Taps(height, newHeight), width);
    }

    /// <summary>Resizes one image.</summary>
    /// <param name="image">Row-major; may begin within a larger image.</param>
    /// <param name="stride">Pixels from one row to the next.</param>
    /// <param name="into">[new row, new column].</param>
    public void Apply(ReadOnlySpan<byte> image, int stride, Span<byte> into)
    {
        var (width, last) = (_columns.Length, _rows[^1].First + _rows[^1].Weights.Length);
        if (stride < _width || image.Length < ((last - 1) * stride) + _width || into.Length != width * _rows.Length)
        {
            throw new ArgumentException($"{image.Length} pixels in rows of {stride} hold no image of {last} rows of {_width}, or the place for {_rows.Length}x{width} pixels has {into.Length}.");
        }

        Span<byte> narrow = last * width <= 4096 ? stackalloc byte[last * width] : new byte[last * width];
        for (var row = 0; row < last; row++)
        {
            var line = image.Slice(row * stride, _width);
            for (var column = 0; column < width; column++)
            {
                narrow[(row * width) + column] = Weigh(_columns[column], line, 1);
            }
        }

        for (var row = 0; row < _rows.Length; row++)
        {
            for (var column = 0; column < width; column++)
            {
                into[(row * width) + column] = Weigh(_rows[row], narrow[column..], width);
            }
        }
    }

    private static byte Weigh(Tap tap, ReadOnlySpan<byte> pixels, int step)
    {
        var sum = Half;
        for (var k = 0; k < tap.Weights.Length; k++)
        {
            sum += pixels[(tap.First + k) * step] * tap.Weights[k];
        }

        return (byte)Math.Clamp(sum >> PrecisionBits, 0, 255);
    }

    private static Tap[] Taps(int size, int newSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(newSize, 1);
        var scale = (double)size / newSize;
        var reach = Math.Max(scale, 1.0);
        var taps = new Tap[newSize];
        for (var k = 0; k < newSize; k++)
        {
            var centre = (k + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - reach + 0.5));
            var end = Math.Min(size, (int)(centre + reach + 0.5));
            var weights = new double[end - first];
            var sum = 0.0;
            for (var w = 0; w < weights.Length; w++)
            {
                weights[w] = Math.Max(0, 1 - Math.Abs((w + first - centre + 0.5) * (1 / reach)));
                sum += weights[w];
            }

            taps[k] = new Tap(first, Array.ConvertAll(weights, w => (int)((w / sum * (1 << PrecisionBits)) + 0.5)));
        }

        return taps;
    }

    /// <param name="First">First pixel that contributes.</param>
    /// <param name="Weights">Of this pixel and those that follow, fixed point.</param>
    private readonly record struct Tap(int First, int[] Weights);
}
