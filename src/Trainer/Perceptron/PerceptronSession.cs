using Bss2.Messages.Identity;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Perceptron;

/// <summary>
/// hxtorch.perceptron: operations on the chip's matrix-multiply mode or its mock, with straight-through gradients. What hxtorch keeps in global state is this
/// object: the hardware, the mock parameter, and the record that a backward pass follows. For one thread.
/// <para>
/// After <see cref="Restart()"/> the same sequence of operations finds its memory again; tensors of the pass before become invalid. Noise of the mock is drawn from
/// counters: seed, pass, operation, sample, output.
/// </para>
/// </summary>
public sealed partial class PerceptronSession
{
    private readonly List<ShapedTensor> _tensors = [];
    private readonly List<Action> _adjoints = [];
    private readonly List<InferenceTracer> _tracers = [];
    private int _tensorCount;
    private int _passes;

    /// <summary>A session.</summary>
    /// <param name="hardware">What multiplies where an operation is not in mock; null where there is only the mock.</param>
    /// <param name="seed">Seed of initial weights and of the mock's noise.</param>
    public PerceptronSession(MatrixUnit? hardware = null, ulong seed = 0)
    {
        (Hardware, Seed) = (hardware, seed);
        NoiseKey = new RunKey(seed, RunPhase.Measure, 0);
        Workspace = new MultiplyWorkspace();
    }

    /// <summary>What multiplies where an operation is not in mock.</summary>
    public MatrixUnit? Hardware { get; set; }

    /// <summary>Seed of initial weights and of the mock's noise.</summary>
    public ulong Seed { get; }

    /// <summary>The law of mock and gradients; initial weights depend on it too. hxtorch's <c>set_mock_parameter</c> is this setter.</summary>
    public MockParameter MockParameter
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <summary>Whether every operation runs in mock, whatever it asks for.</summary>
    public bool MockEverything { get; set; }

    /// <summary>Layers made with this session, so that each draws its own initial weights.</summary>
    internal int LayerCount { get; set; }

    /// <summary>Key of the mock's noise in this pass.</summary>
    internal RunKey NoiseKey { get; private set; }

    /// <summary>Position of the pass's first sample in its batch, part of the noise's counters.</summary>
    internal int FirstSample { get; private set; }

    /// <summary>Products multiplied in this pass.</summary>
    internal int ProductCount { get; set; }

    internal MultiplyWorkspace Workspace { get; }

    internal List<InferenceTracer> Tracers => _tracers;

    /// <summary>Forgets what was recorded; the next pass draws fresh noise.</summary>
    public void Restart() => Restart(new RunKey(Seed, RunPhase.Measure, ++_passes), 0);

    /// <summary>Forgets what was recorded; noise of the next pass is that of a stretch of a batch.</summary>
    internal void Restart(RunKey noiseKey, int firstSample)
    {
        _adjoints.Clear();
        (_tensorCount, ProductCount, NoiseKey, FirstSample) = (0, 0, noiseKey, firstSample);
    }

    /// <summary>A tensor with a copy of some values.</summary>
    /// <param name="values">[shape], row-major.</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    /// <param name="requiresGradient">Whether a backward pass works out its gradient.</param>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    public ShapedTensor Tensor(ReadOnlySpan<float> values, int[] shape, bool requiresGradient = false)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (Array.Exists(shape, size => size < 1) || ShapedTensor.CountOf(shape) != values.Length)
        {
            throw new ArgumentException($"{values.Length} values do not fill the shape {ShapedTensor.Describe(shape)}; permitted: sizes from 1 whose product is the number of values.", nameof(shape));
        }

        var tensor = Allocate([.. shape], requiresGradient);
        values.CopyTo(tensor.Values);
        return tensor;
    }

    /// <summary>The tensor of a parameter.</summary>
    public ShapedTensor Tensor(Parameter<float> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var tensor = Take();
        tensor.Stand(parameter);
        return tensor;
    }

    /// <summary>
    /// Runs all adjoints from last to first; losses, or the caller by <see cref="AddGradient"/>, have given the first gradients. Gradients of parameters are added to
    /// the buffer; a parameter that is not in it gets none. May be called once for each pass.
    /// </summary>
    public void Backward(GradientBuffer? gradients = null)
    {
        for (var k = 0; k < _tensorCount; k++)
        {
            _tensors[k].Bind(gradients);
        }

        for (var k = _adjoints.Count - 1; k >= 0; k--)
        {
            _adjoints[k]();
        }
    }

    /// <summary>Adds to the gradient of an output, as <c>y.backward(gradient)</c> does, before <see cref="Backward"/>.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddGradient(ShapedTensor tensor, ReadOnlySpan<float> gradient)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (gradient.Length != tensor.Count)
        {
            throw new ArgumentException($"{gradient.Length} gradients do not fit a tensor of {tensor.Count} values.", nameof(gradient));
        }

        var sum = tensor.AddGradient();
        for (var k = 0; k < sum.Length; k++)
        {
            sum[k] += gradient[k];
        }
    }

    /// <summary>A tensor with undefined values, which whoever asks fills.</summary>
    internal ShapedTensor Allocate(int[] shape, bool requiresGradient)
    {
        var tensor = Take();
        tensor.Reshape(shape, requiresGradient);
        return tensor;
    }

    internal void Record(Action adjoint) => _adjoints.Add(adjoint);

    private ShapedTensor Take()
    {
        if (_tensorCount == _tensors.Count)
        {
            _tensors.Add(new ShapedTensor());
        }

        return _tensors[_tensorCount++];
    }
}
