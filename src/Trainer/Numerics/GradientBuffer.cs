namespace Bss2.Trainer.Numerics;

/// <summary>Gradients of one chunk (or, after the sum in chunk order, of a batch), one array for each parameter.</summary>
public sealed class GradientBuffer(IReadOnlyList<Parameter> parameters)
{
    public IReadOnlyList<Parameter> Parameters { get; } = parameters;

    private readonly float[][] _values = [.. parameters.Select(p => new float[p.Values.Length])];
    private readonly AlignedBuffer[] _bySource = new AlignedBuffer[parameters.Count];
    private readonly bool[] _isOpen = new bool[parameters.Count];
    private bool _isWritten;

    /// <summary>[parameter][element].</summary>
    public float[][] Values
    {
        get
        {
            // Whoever asks may write.
            _isWritten = true;
            for (var p = 0; p < _isOpen.Length; p++)
            {
                Fold(p);
            }

            return _values;
        }
    }

    /// <summary>[element] of one parameter, or null where the buffer does not hold it.</summary>
    public float[]? Find(Parameter parameter)
    {
        var p = IndexOf(parameter);
        return p < 0 ? null : Values[p];
    }

    /// <summary>
    /// Sums of a weight [target, source] as [source, target lane], for adjoints that add whole rows: zeros when first asked for. They are folded into
    /// <see cref="Values"/> when these are read. Empty where the buffer does not hold the parameter.
    /// </summary>
    internal Span<float> BySource(Parameter weight)
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
    internal bool HoldsSumsAlone(int parameter) => _isOpen[parameter] && !_isWritten;

    private void Fold(int p)
    {
        if (_isOpen[p])
        {
            _isOpen[p] = false;
            var shape = Parameters[p].Shape;
            MatrixLayout.AddTransposed(Sums(p), shape[0], shape[1], _values[p]);
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

    public void Clear()
    {
        Array.Clear(_isOpen);
        if (!_isWritten)
        {
            return;
        }

        _isWritten = false;
        foreach (var values in _values)
        {
            Array.Clear(values);
        }
    }

    /// <summary>Adds another buffer element by element. Called in chunk order, so that the sum has one shape for any number of threads.</summary>
    public void Add(GradientBuffer other)
    {
        for (var p = 0; p < Values.Length; p++)
        {
            var (target, source) = (Values[p], other.Values[p]);
            for (var k = 0; k < target.Length; k++)
            {
                target[k] += source[k];
            }
        }
    }
}
