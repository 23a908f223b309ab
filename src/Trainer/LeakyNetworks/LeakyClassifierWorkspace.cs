using Bss2.Chip.Gemm;
using Bss2.Trainer.LeakyNetworks.Kernels;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>Memory of one thread for <see cref="LeakyClassifier.Run"/>; it only grows, so that a workspace that has warmed up allocates nothing.</summary>
public sealed class LeakyClassifierWorkspace
{
    private readonly int _stride;
    private AlignedBuffer _currents;
    private AlignedBuffer _adjoints;
    private AlignedBuffer _membrane;
    private AlignedBuffer _gradient;
    private AlignedBuffer _scratch;
    private AlignedBuffer _rows;

    internal LeakyClassifierWorkspace(LeakyClassifierOptions options)
    {
        _stride = HiddenKernel.Pad(options.Hidden);
        var classes = SparseRows.Pad(options.Classes);
        Spikes = new uint[options.TimeSteps * (_stride / HiddenKernel.Block)];
        Lists = new SpikeLists(options.TimeSteps, _stride / HiddenKernel.Block);
        (Scores, Slope, Counts, BiasGradient) = (new double[options.Classes], new double[options.Classes], new int[options.Classes], new float[classes]);
        Outputs = options.TimeSteps * classes;
        Rows = _stride * classes;
        Steps = options.TimeSteps;
    }

    /// <summary>[sample], of the last run: the class with the most output spikes, the first of equals.</summary>
    public ReadOnlySpan<int> Predictions => PredictionsOf;

    /// <summary>[sample, class], of the last run: output spikes.</summary>
    public ReadOnlySpan<int> OutputSpikes => OutputSpikesOf;

    /// <summary>[time, 32 hidden neurons as bits], of the last sample that was run.</summary>
    internal ReadOnlySpan<uint> SpikesOfLastSample => Spikes;

    /// <summary>[time, padded class], of the last sample that was run.</summary>
    internal ReadOnlySpan<float> MembraneOfLastSample => Membrane;

    internal int[] OutputSpikesOf { get; private set; } = [];

    internal int[] PredictionsOf { get; private set; } = [];

    internal ProductWorkspace Products { get; } = new();

    internal uint[] Spikes { get; }

    /// <summary>The same spikes as lists.</summary>
    internal SpikeLists Lists { get; }

    internal double[] Scores { get; }

    internal double[] Slope { get; }

    internal int[] Counts { get; }

    internal float[] BiasGradient { get; }

    private int Outputs { get; }

    private int Rows { get; }

    private int Steps { get; }

    /// <summary>[sample, padded neuron].</summary>
    internal Span<float> Currents(int samples) => _currents.Span(samples * _stride);

    /// <summary>[sample, padded neuron].</summary>
    internal Span<float> Adjoints(int samples) => _adjoints.Span(samples * _stride);

    /// <summary>[time, padded class].</summary>
    internal Span<float> Membrane => _membrane.Span(Outputs);

    /// <summary>[time, padded class].</summary>
    internal Span<float> Gradient => _gradient.Span(Outputs);

    internal Span<float> Scratch => _scratch.Span(Steps * 2 * HiddenKernel.Block);

    /// <summary>[padded source, padded class].</summary>
    internal Span<float> RowGradients => _rows.Span(Rows);

    internal void Begin(int samples)
    {
        if (PredictionsOf.Length != samples)
        {
            (PredictionsOf, OutputSpikesOf) = (new int[samples], new int[samples * Counts.Length]);
        }
    }
}
