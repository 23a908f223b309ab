using System.Numerics;

namespace Bss2.Trainer.Numerics;

/// <summary>Gradients of one chunk (or, after the sum in chunk order, of a batch): for each parameter one array of its length and precision.</summary>
public sealed class GradientBuffer(IReadOnlyList<Parameter> parameters)
{
    private readonly Array[] _values = [.. parameters.Select(p => p.Zeros())];
    private readonly AlignedBuffer[] _bySource = new AlignedBuffer[parameters.Count];
    private readonly bool[] _isOpen = new bool[parameters.Count];
    private readonly bool[] _isWritten = new bool[parameters.Count];

    public IReadOnlyList<Parameter> Parameters { get; } = parameters;

    /// <summary>[element] of one parameter, to be read and added to; null where the buffer does not hold it.</summary>
    public T[]? Find<T>(Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var p = IndexOf(parameter);
        return p < 0 ? null : Values<T>(p);
    }

    /// <summary>[element] of a parameter by its number, whose precision is <typeparamref name="T"/>.</summary>
    internal T[] Values<T>(int parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Whoever asks may write.
        _isWritten[parameter] = true;
        var values = (T[])_values[parameter];
        if (_isOpen[parameter])
        {
            _isOpen[parameter] = false;
            var shape = Parameters[parameter].Shape;
            MatrixLayout.AddTransposed(Sums(parameter), shape[0], shape[1], (float[])_values[parameter]);
        }

        return values;
    }

    /// <summary>
    /// Sums of a weight [target, source] as [source, target lane], for adjoints that add whole rows: zeros when first asked for. They are folded into
    /// the parameter's values when these are read. Empty where the buffer does not hold the parameter.
    /// </summary>
    internal Span<float> BySource(Parameter<float> weight)
    {
        var p = IndexOf(weight);
        if (p < 0)
        {
            return default;
        }

        var sums = Sums(p);
        if (!_isOpen[p])
        {
            sums.Clear();
            _isOpen[p] = true;
        }

        return sums;
    }

    /// <summary>The sums of an open parameter.</summary>
    internal Span<float> Sums(int parameter)
    {
        var shape = Parameters[parameter].Shape;
        return _bySource[parameter].Span(shape[1] * Lanes.Pad(shape[0]));
    }

    /// <summary>Whether all there is of a parameter are sums that are not folded yet.</summary>
    internal bool HoldsSumsAlone(int parameter) => _isOpen[parameter] && !_isWritten[parameter];

    public void Clear()
    {
        for (var p = 0; p < _values.Length; p++)
        {
            if (_isWritten[p])
            {
                Array.Clear(_values[p]);
            }
        }

        Array.Clear(_isOpen);
        Array.Clear(_isWritten);
    }

    /// <summary>Adds another buffer element by element. Called in chunk order, so that the sum has one shape for any number of threads.</summary>
    public void Add(GradientBuffer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var p = 0; p < _values.Length; p++)
        {
            if (Parameters[p] is Parameter<double>)
            {
                Add(other.Values<double>(p), Values<double>(p));
            }
            else
            {
                Add(other.Values<float>(p), Values<float>(p));
            }
        }
    }

    private static void Add<T>(T[] source, T[] sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var k = 0; k < sum.Length; k++)
        {
            sum[k] += source[k];
        }
    }

    private int IndexOf(Parameter parameter)
    {
        for (var p = 0; p < _values.Length; p++)
        {
            if (ReferenceEquals(Parameters[p], parameter))
            {
                return p;
            }
        }

        return -1;
    }
}
