namespace Bss2.Trainer.Numerics;

/// <summary>
/// Values and, after a backward pass, gradients of one array [time, sample, neuron], float32, row-major. Rows (one time step of one sample) are
/// padded to <see cref="Stride"/>, a multiple of eight floats; padding holds zeros. Owned by a <see cref="Tape"/> and valid until its next restart.
/// Values and gradients that few passes look at may be deferred: they are worked out when they are first read.
/// </summary>
public sealed class Tensor
{
    private AlignedBuffer _values;
    private AlignedBuffer _gradient;
    private TapeOperation? _deferredValues;
    private TapeOperation? _deferredGradient;

    internal Tensor()
    {
    }

    /// <summary>Rows of the time grid; 1 after a reduction over time.</summary>
    public int TimeSteps { get; private set; }

    /// <summary>Samples of the chunk.</summary>
    public int Samples { get; private set; }

    /// <summary>Neurons (or channels, or classes) without padding.</summary>
    public int Neurons { get; private set; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Floats with padding.</summary>
    public int Length => TimeSteps * Samples * Stride;

    /// <summary>[time, sample, neuron with padding].</summary>
    public Span<float> Values
    {
        get
        {
            if (_deferredValues is { } operation)
            {
                _deferredValues = null;
                operation.FillValues();
            }

            return _values.Span(Length);
        }
    }

    /// <summary>The values as a list of events, where whoever made the tensor has them in this form.</summary>
    internal EventList? Events { get; set; }

    /// <summary>The operation whose output this is, where another one may go without the dense values in between.</summary>
    internal TapeOperation? Source { get; set; }

    /// <summary>The operation that still owes the gradient, if it is owed.</summary>
    internal TapeOperation? DeferredGradient => _deferredGradient;

    /// <summary>Whether a gradient has reached this tensor.</summary>
    public bool HasGradient { get; private set; }

    /// <summary>[time, sample, neuron with padding], derivative of the mean loss of the batch. Throws where none has arrived.</summary>
    public Span<float> Gradient
    {
        get
        {
            FillGradient();
            return HasGradient
                ? _gradient.Span(Length)
                : throw new InvalidOperationException($"No gradient has reached this tensor [{TimeSteps}, {Samples}, {Neurons}]; seed it with a loss and run Tape.Backward first.");
        }
    }

    /// <summary>[neuron] at one time step of one sample, without padding.</summary>
    public Span<float> Row(int time, int sample) => Values.Slice(((time * Samples) + sample) * Stride, Neurons);

    /// <summary>[neuron] of the gradient at one time step of one sample, without padding.</summary>
    public Span<float> GradientRow(int time, int sample) => Gradient.Slice(((time * Samples) + sample) * Stride, Neurons);

    internal void Reshape(int timeSteps, int samples, int neurons)
    {
        (TimeSteps, Samples, Neurons, Stride) = (timeSteps, samples, neurons, Lanes.Pad(neurons));
        HasGradient = false;
        (_deferredValues, _deferredGradient, Events, Source) = (null, null, null, null);
    }

    /// <summary>Leaves the values to <see cref="TapeOperation.FillValues"/>, called if anyone reads them.</summary>
    internal void DeferValues(TapeOperation operation) => _deferredValues = operation;

    /// <summary>Says that the values are about to be written after all.</summary>
    internal void SettleValues() => _deferredValues = null;

    /// <summary>Leaves the gradient, the first to arrive, to <see cref="TapeOperation.FillGradient"/>, called if anyone reads it or adds to it.</summary>
    internal void DeferGradient(TapeOperation operation) => (_deferredGradient, HasGradient) = (operation, true);

    private void FillGradient()
    {
        if (_deferredGradient is { } operation)
        {
            (_deferredGradient, HasGradient) = (null, false);
            operation.FillGradient();
        }
    }

    /// <summary>The gradient for a writer that overwrites all of it where <paramref name="accumulate"/> is false, and adds where it is true.</summary>
    internal Span<float> OpenGradient(out bool accumulate)
    {
        FillGradient();
        accumulate = HasGradient;
        HasGradient = true;
        return _gradient.Span(Length);
    }

    /// <summary>The gradient for a writer that adds: zeros where nothing has arrived before.</summary>
    internal Span<float> AddGradient()
    {
        var gradient = OpenGradient(out var accumulate);
        if (!accumulate)
        {
            gradient.Clear();
        }

        return gradient;
    }
}
