using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// One thread's workspace for running a network over chunks of samples: it owns the tape and holds, after <see cref="Experiment.Run(ForwardPass, MeasuredBatch, int)"/>, the tensor of each
/// handle. Order of use: <see cref="Begin"/>, <see cref="Input"/> and filling it, Run, decoding and losses on <see cref="Tape"/>, <see cref="Backward"/>.
/// Once warm, a chunk of the same size allocates nothing. Raw recordings are read from whatever the pass was given, for as long as that stands.
/// </summary>
public sealed class ForwardPass
{
    private readonly Tensor?[] _tensors;
    private readonly CadcToDense _cadcToDense = new();
    private TimeGrid _grid;
    private int _samples;
    private MeasuredBatch? _measured;
    private int _firstSample;

    internal ForwardPass(Experiment experiment)
    {
        Experiment = experiment;
        _ = experiment.Order;
        _tensors = new Tensor?[experiment.TensorCount];
    }

    public Experiment Experiment { get; }

    /// <summary>Where the pass is recorded; decoders and losses go on it.</summary>
    public Tape Tape { get; } = new();

    /// <summary>The tensor of a handle, [time, sample, neuron]. Throws where the pass has not filled it.</summary>
    public Tensor this[TensorHandle handle]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(handle);
            return _tensors[handle.Index] ?? throw new InvalidOperationException(
                $"'{handle.Name}' is empty in this pass: inputs must be set (Input) before Experiment.Run, other handles are filled by it; inputs have spikes alone.");
        }
    }

    /// <summary>Starts a chunk; tensors of the chunk before become invalid.</summary>
    /// <param name="steps">Time steps.</param>
    /// <param name="samples">Samples of the chunk.</param>
    /// <param name="weightsUnchanged">A promise that no weight was written since the chunk before.</param>
    public void Begin(int steps, int samples, bool weightsUnchanged = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        _grid = new TimeGrid(Experiment.Dt, steps);
        _samples = samples;
        Tape.Restart(weightsUnchanged);
        Array.Clear(_tensors);
    }

    /// <summary>The input spikes [time, sample, neuron] of a population, zeros to be filled.</summary>
    public Tensor Input(InputNeuron input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_samples == 0)
        {
            throw new InvalidOperationException("Begin must be called before Input: it tells the number of time steps and samples.");
        }

        var tensor = Tape.AllocateZeros(_grid.Steps, _samples, input.Size);
        _tensors[input.Handle.Spikes.Index] = tensor;
        return tensor;
    }

    /// <summary>Clears the buffer, runs all adjoints from the seeded losses and leaves the gradients of the chunk in it.</summary>
    public void Backward(GradientBuffer gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        gradients.Clear();
        Tape.Backward(gradients);
    }

    /// <summary>Runs all adjoints and adds the gradients to the buffer, which the caller clears before the first of several passes.</summary>
    public void Accumulate(GradientBuffer gradients) => Tape.Backward(gradients);

    /// <summary>One neuron's values over time, copied: [time].</summary>
    public float[] Trace(TensorHandle handle, int neuron = 0, int sample = 0)
    {
        var tensor = this[handle];
        RequireIndex(handle.Name, neuron, tensor.Neurons, "neuron");
        RequireIndex(handle.Name, sample, tensor.Samples, "sample");
        var trace = new float[tensor.TimeSteps];
        for (var time = 0; time < trace.Length; time++)
        {
            trace[time] = tensor.Row(time, sample)[neuron];
        }

        return trace;
    }

    /// <summary>Spikes of one sample as the chip recorded them, in order of time.</summary>
    /// <exception cref="InvalidOperationException">The handle is not one of recorded spikes, or no chip ran the pass.</exception>
    public RawSpike[] RawSpikes(TensorHandle handle, int sample = 0)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return Raw(handle.Name, sample).Spikes(handle, sample + _firstSample);
    }

    /// <summary>Samples of the column ADC of one neuron in one sample: hxtorch's <c>to_raw</c>.</summary>
    /// <exception cref="InvalidOperationException">The handle is not one of recorded membranes, or no chip ran the pass.</exception>
    public RawCadcTrace RawCadc(TensorHandle handle, int neuron = 0, int sample = 0)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return Raw(handle.Name, sample).Cadc(handle, neuron, sample + _firstSample) with { Sample = sample };
    }

    /// <summary>Samples of the membrane ADC of a layer's recorded neuron in one sample: hxtorch's <c>membrane_madc.to_raw()</c>.</summary>
    /// <exception cref="InvalidOperationException">The layer does not record with the membrane ADC, or no chip ran the pass.</exception>
    public RawMadcTrace RawMadc(MadcHandle? handle, int sample = 0)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return Raw(handle.Name, sample).Madc(handle, sample + _firstSample) with { Sample = sample };
    }

    internal void Run(MeasuredBatch? measured, int firstSample)
    {
        (_measured, _firstSample) = (measured, firstSample - (measured?.FirstSample ?? 0));
        var order = Experiment.Order;
        for (var k = 0; k < order.Count; k++)
        {
            order[k].Run(this);
        }
    }

    private RawRecordings Raw(string handle, int sample)
    {
        RequireIndex(handle, sample, _samples, "sample");
        return new RawRecordings(_measured ?? throw RawRecordings.NoChip(handle));
    }

    private static void RequireIndex(string name, int index, int count, string what)
    {
        if (index < 0 || index >= count)
        {
            throw new ArgumentOutOfRangeException(what, index, $"'{name}' has no {what} {index}; permitted are 0..{count - 1}.");
        }
    }

    internal void Fill(TensorHandle handle, Tensor tensor) => _tensors[handle.Index] = tensor;

    /// <summary>Measured spikes of a layer on the grid, or null where no chip ran the batch.</summary>
    internal Tensor? MeasuredSpikes(Population layer)
    {
        if (_measured is null)
        {
            return null;
        }

        foreach (var spikes in _measured.Spikes)
        {
            if (spikes.Population == layer.Id)
            {
                return RecordedSpikes.Apply(Tape, spikes.Spikes, _firstSample, _samples, layer.Size, _grid);
            }
        }

        throw new InvalidOperationException($"The recording of the batch holds no spikes of '{layer.Name}' (population {layer.Id.Value}), though it records them.");
    }

    /// <summary>Measured trace of a layer on the grid in model units, or null where no chip ran the batch.</summary>
    internal Tensor? MeasuredMembrane(Population layer, CadcProcessing processing)
    {
        if (_measured is null)
        {
            return null;
        }

        var tensor = Tape.Allocate(_grid.Steps, _samples, layer.Size);
        _cadcToDense.Fill(_measured.Cadc, layer.Id, _firstSample, _grid, processing, tensor);
        return tensor;
    }
}
