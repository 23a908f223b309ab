namespace Bss2.Trainer.Perceptron;

/// <summary>
/// Convolutions as products: each position of the kernel is a vector of the chip, [sample, position, channel · kernel]. Kernels of one dimension are handled as those of two with a
/// height of 1.
/// </summary>
internal static class Convolution
{
    /// <summary>Records a convolution.</summary>
    /// <param name="session">The session.</param>
    /// <param name="input">[sample, channel, height, width], whatever its own shape says.</param>
    /// <param name="plane">Channel, height and width of a sample.</param>
    /// <param name="weights">[channel · kernel, output].</param>
    /// <param name="kernel">Height, width and strides.</param>
    /// <param name="options">Sends, wait, mock.</param>
    /// <returns>[sample, position, output].</returns>
    public static ShapedTensor Apply(PerceptronSession session, ShapedTensor input, Plane plane, ShapedTensor weights, Kernel kernel, MacOptions options)
    {
        var samples = input.Shape[0];
        var positions = kernel.Rows(plane) * kernel.Columns(plane);
        var depth = plane.Channels * kernel.Height * kernel.Width;
        var unfolded = session.Allocate([samples, positions, depth], input.RequiresGradient);
        Unfold(input.Values, unfolded.Values, plane, kernel, samples, isAdjoint: false);
        if (unfolded.RequiresGradient)
        {
            session.Record(() =>
            {
                if (unfolded.HasGradient && input.AddGradient() is { IsEmpty: false } sum)
                {
                    Unfold(sum, unfolded.Gradient, plane, kernel, samples, isAdjoint: true);
                }
            });
        }

        return session.Multiply(unfolded, weights, [samples, positions, weights.Shape[1]], options, positions);
    }

    /// <summary>Moves [sample, position, output] to [sample, output, position], cut to fewer positions, and adds a bias of each output as a plain number.</summary>
    public static ShapedTensor ToChannels(PerceptronSession session, ShapedTensor products, int positions, ShapedTensor? bias, int[] shape)
    {
        var (all, outputs) = (products.Shape[1], products.Shape[2]);
        var moved = Rearrangement.Pick(session, products, shape, static (s, k) =>
        {
            var (sample, output, position) = (k / (s.outputs * s.positions), k / s.positions % s.outputs, k % s.positions);
            return (((sample * s.all) + position) * s.outputs) + output;
        }, (all, outputs, positions));
        if (bias is not null)
        {
            AddBias(session, moved, bias, positions);
        }

        return moved;
    }

    /// <summary>Shifted copies of a kernel [output, channel, width] side by side: [channel · wide width, copy · output].</summary>
    public static ShapedTensor Expand(PerceptronSession session, ShapedTensor weight, int copies, int stride)
    {
        var (outputs, channels, width) = (weight.Shape[0], weight.Shape[1], weight.Shape[2]);
        var wideWidth = width + ((copies - 1) * stride);
        return Rearrangement.Pick(
            session,
            weight,
            [channels * wideWidth, copies * outputs],
            static (s, k) =>
            {
                var (row, column) = (k / (s.copies * s.outputs), k % (s.copies * s.outputs));
                var tap = (row % s.wideWidth) - (column / s.outputs * s.stride);
                return tap < 0 || tap >= s.width ? -1 : (((column % s.outputs * s.channels) + (row / s.wideWidth)) * s.width) + tap;
            },
            (copies, outputs, channels, width, stride, wideWidth));
    }

    private static void AddBias(PerceptronSession session, ShapedTensor values, ShapedTensor bias, int positions)
    {
        var target = values.Values;
        var b = bias.Values;
        for (var k = 0; k < target.Length; k++)
        {
            target[k] += b[k / positions % b.Length];
        }

        session.Record(() =>
        {
            if (!values.HasGradient || bias.AddGradient() is not { IsEmpty: false } sum)
            {
                return;
            }

            var gradient = values.Gradient;
            for (var k = 0; k < gradient.Length; k++)
            {
                sum[k / positions % sum.Length] += gradient[k];
            }
        });
    }

    /// <summary>Copies planes to unfolded vectors, or as the adjoint adds unfolded vectors to planes.</summary>
    private static void Unfold(Span<float> planes, Span<float> vectors, Plane plane, Kernel kernel, int samples, bool isAdjoint)
    {
        var (rows, columns) = (kernel.Rows(plane), kernel.Columns(plane));
        var at = 0;
        for (var sample = 0; sample < samples; sample++)
        {
            for (var position = 0; position < rows * columns; position++)
            {
                var (top, left) = (position / columns * kernel.StrideDown, position % columns * kernel.StrideRight);
                for (var line = 0; line < plane.Channels * kernel.Height; line++, at += kernel.Width)
                {
                    var (channel, y) = (line / kernel.Height, top + (line % kernel.Height));
                    var place = planes.Slice((((((sample * plane.Channels) + channel) * plane.Height) + y) * plane.Width) + left, kernel.Width);
                    var vector = vectors.Slice(at, kernel.Width);
                    if (!isAdjoint)
                    {
                        place.CopyTo(vector);
                        continue;
                    }

                    for (var x = 0; x < place.Length; x++)
                    {
                        place[x] += vector[x];
                    }
                }
            }
        }
    }
}

/// <summary>Size of one sample of a convolution.</summary>
internal readonly record struct Plane(int Channels, int Height, int Width);

/// <summary>Size and strides of a kernel.</summary>
internal readonly record struct Kernel(int Height, int Width, int StrideDown, int StrideRight)
{
    public int Rows(Plane plane) => ((plane.Height - Height) / StrideDown) + 1;

    public int Columns(Plane plane) => ((plane.Width - Width) / StrideRight) + 1;
}
