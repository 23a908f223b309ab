namespace Bss2.Trainer.Perceptron;

/// <summary>Operations that move values without changing them, and their adjoints.</summary>
internal static class Rearrangement
{
    /// <summary>The same values in another shape.</summary>
    public static ShapedTensor Reshape(PerceptronSession session, ShapedTensor input, int[] shape)
    {
        var output = session.Allocate(shape, input.RequiresGradient);
        input.Values.CopyTo(output.Values);
        Pass(session, input, output, static (_, k) => k, 0);
        return output;
    }

    /// <summary>A weight [target, source …] as [source, target · copies], each target's column repeated side by side (torch's repeat_interleave of the transposed).</summary>
    public static ShapedTensor TransposeRepeat(PerceptronSession session, ShapedTensor weight, int copies)
    {
        var targets = weight.Shape[0];
        var sources = weight.Count / targets;
        var output = session.Allocate([sources, targets * copies], weight.RequiresGradient);
        var from = weight.Values;
        var to = output.Values;
        for (var source = 0; source < sources; source++)
        {
            var row = to.Slice(source * targets * copies, targets * copies);
            for (var k = 0; k < row.Length; k++)
            {
                row[k] = from[(k / copies * sources) + source];
            }
        }

        if (output.RequiresGradient)
        {
            session.Record(() =>
            {
                if (!output.HasGradient || weight.AddGradient() is not { IsEmpty: false } sum)
                {
                    return;
                }

                var gradient = output.Gradient;
                for (var source = 0; source < sources; source++)
                {
                    var row = gradient.Slice(source * targets * copies, targets * copies);
                    for (var k = 0; k < row.Length; k++)
                    {
                        sum[(k / copies * sources) + source] += row[k];
                    }
                }
            });
        }

        return output;
    }

    /// <summary>Means of groups of neighbours in the last dimension.</summary>
    public static ShapedTensor MeanOfGroups(PerceptronSession session, ShapedTensor input, int group)
    {
        var output = session.Allocate([.. input.Shape.Take(input.Dimensions - 1), input.Shape[^1] / group], input.RequiresGradient);
        var from = input.Values;
        var to = output.Values;
        for (var k = 0; k < to.Length; k++)
        {
            var sum = 0f;
            foreach (var value in from.Slice(k * group, group))
            {
                sum += value;
            }

            to[k] = sum / group;
        }

        if (output.RequiresGradient)
        {
            session.Record(() =>
            {
                if (!output.HasGradient || input.AddGradient() is not { IsEmpty: false } sum)
                {
                    return;
                }

                var gradient = output.Gradient;
                for (var k = 0; k < sum.Length; k++)
                {
                    sum[k] += gradient[k / group] / group;
                }
            });
        }

        return output;
    }

    /// <summary>Values picked from the input: element k is that at index <paramref name="from"/>(k), or 0 where the index is negative.</summary>
    public static ShapedTensor Pick<TState>(PerceptronSession session, ShapedTensor input, int[] shape, Func<TState, int, int> from, TState state)
    {
        var output = session.Allocate(shape, input.RequiresGradient);
        var source = input.Values;
        var target = output.Values;
        for (var k = 0; k < target.Length; k++)
        {
            var index = from(state, k);
            target[k] = index < 0 ? 0 : source[index];
        }

        Pass(session, input, output, from, state);
        return output;
    }

    private static void Pass<TState>(PerceptronSession session, ShapedTensor input, ShapedTensor output, Func<TState, int, int> from, TState state)
    {
        if (!output.RequiresGradient)
        {
            return;
        }

        session.Record(() =>
        {
            if (!output.HasGradient || input.AddGradient() is not { IsEmpty: false } sum)
            {
                return;
            }

            var gradient = output.Gradient;
            for (var k = 0; k < gradient.Length; k++)
            {
                if (from(state, k) is var index and >= 0)
                {
                    sum[index] += gradient[k];
                }
            }
        });
    }
}
