namespace Bss2.Trainer.Perceptron;

/// <summary>How a tensor of fewer or smaller dimensions is repeated over another: trailing dimensions match, sizes of 1 are repeated.</summary>
internal sealed class Repetition
{
    private readonly int[] _sizes;
    private readonly int[] _steps;
    private readonly int _period;

    private Repetition(int[] sizes, int[] steps, int period)
    {
        (_sizes, _steps, _period) = (sizes, steps, period);
    }

    /// <exception cref="ArgumentException">The shapes do not match.</exception>
    public static Repetition Of(IReadOnlyList<int> shape, IReadOnlyList<int> repeated)
    {
        var missing = shape.Count - repeated.Count;
        if (missing < 0 || repeated.Where((size, d) => size != 1 && size != shape[d + missing]).Any())
        {
            throw new ArgumentException(
                $"add of {ShapedTensor.Describe(shape)} and {ShapedTensor.Describe(repeated)} cannot be: the other has at most as many dimensions, and its sizes are the input's last ones or 1.");
        }

        var steps = new int[shape.Count];
        var (step, isPeriodic) = (1, true);
        for (var d = repeated.Count - 1; d >= 0; d--)
        {
            steps[d + missing] = repeated[d] == 1 ? 0 : step;
            isPeriodic &= repeated[d] == shape[d + missing];
            step *= repeated[d];
        }

        return new Repetition([.. shape], steps, isPeriodic ? step : 0);
    }

    /// <summary>Which element of the repeated tensor meets element k.</summary>
    public int Index(int k)
    {
        if (_period > 0)
        {
            return k % _period;
        }

        var index = 0;
        for (var d = _sizes.Length - 1; d >= 0; d--, k /= _sizes[d + 1])
        {
            index += k % _sizes[d] * _steps[d];
        }

        return index;
    }
}
