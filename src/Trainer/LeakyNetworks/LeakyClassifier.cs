using System.Numerics;
using Bss2.Chip.Gemm;
using Bss2.Trainer.LeakyNetworks.Coding;
using Bss2.Trainer.LeakyNetworks.Kernels;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// The network of snnTorch's tutorial 5, fast: a constant input, two pairs of weights and leaky neurons with delayed reset, the loss Σₜ CE(U_out[t], label), in float32.
/// What does not change over time is computed once: the product of the input, and dW1 = (Σₜ aU1[t])ᵀ x. Hidden neurons run through all steps in registers, the second
/// product adds a row for each spike. Every number has the bits of the same <see cref="SpikingNetwork{T}"/> of float32 layers, of any vector width.
/// Samples are run in chunks on any number of threads, with a workspace for each.
/// </summary>
public sealed class LeakyClassifier
{
    private readonly HiddenConstants _hidden;
    private readonly HiddenConstants _output;
    private readonly float[] _bySource;
    private readonly float[] _byClass;
    private readonly float[] _bias;
    private readonly int[] _fanOut;
    private bool _allWeightsAct;

    /// <param name="options">Sizes and neurons.</param>
    /// <param name="seed">Seed of the initial weights, uniform in ±1/√sources.</param>
    /// <exception cref="ArgumentException">All that is wrong with the options.</exception>
    public LeakyClassifier(LeakyClassifierOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Options = options;
        FirstWeights = new Linear<float>("fc1", options.Sources, options.Hidden, seed, 0);
        SecondWeights = new Linear<float>("fc2", options.Hidden, options.Classes, seed, 1);
        _hidden = new HiddenConstants((float)options.Beta, (float)options.Threshold, options.TimeSteps, options.Hidden, options.TutorialNeurons, options.Reset);
        _output = _hidden with { Neurons = options.Classes };
        var (padded, classes) = (HiddenKernel.Pad(options.Hidden), SparseRows.Pad(options.Classes));
        (_bySource, _byClass, _bias) = (new float[padded * classes], new float[options.Classes * padded], new float[classes]);
        _fanOut = new int[options.Hidden];
        Pack();
    }

    public LeakyClassifierOptions Options { get; }

    public Linear<float> FirstWeights { get; }

    public Linear<float> SecondWeights { get; }

    /// <summary>fc1.weight [hidden, source], fc1.bias, fc2.weight [class, hidden], fc2.bias.</summary>
    public IReadOnlyList<Parameter> Parameters => [.. FirstWeights.Parameters, .. SecondWeights.Parameters];

    public LeakyClassifierWorkspace CreateWorkspace() => new(Options);

    /// <summary>Takes over the second weights into the layouts of the kernels: once after each update, while no chunk is running. The first weights are read where they lie.</summary>
    public void Pack()
    {
        var stride = _bias.Length;
        var weights = SecondWeights.Weight.Values;
        SecondWeights.Bias.Values.CopyTo(_bias, 0);
        Array.Clear(_fanOut);
        for (var c = 0; c < Options.Classes; c++)
        {
            var row = weights.AsSpan(c * Options.Hidden, Options.Hidden);
            for (var first = 0; first < row.Length; first += HiddenKernel.Block)
            {
                row[first..Math.Min(first + HiddenKernel.Block, row.Length)].CopyTo(_byClass.AsSpan((first * Options.Classes) + (c * HiddenKernel.Block)));
            }

            for (var n = 0; n < row.Length; n++)
            {
                _bySource[(n * stride) + c] = row[n];
                _fanOut[n] += row[n] != 0 ? 1 : 0;
            }
        }

        _allWeightsAct = !_fanOut.AsSpan().ContainsAnyExcept(Options.Classes);
    }

    /// <summary>A chunk of samples.</summary>
    /// <param name="workspace">Of this thread.</param>
    /// <param name="input">[sample, source], finite numbers.</param>
    /// <param name="labels">[sample], 0..classes − 1.</param>
    /// <param name="batchSize">Samples of the whole batch, by which gradients are divided.</param>
    /// <param name="gradients">Overwritten with this chunk's gradients of all <see cref="Parameters"/>; null where none are wanted.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit, an input that is no number, or a label out of range.</exception>
    public ClassifierOutcome Run(LeakyClassifierWorkspace workspace, ReadOnlySpan<float> input, ReadOnlySpan<int> labels, int batchSize, GradientBuffer? gradients)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, labels.Length);
        CheckInput(input, labels);
        workspace.Begin(labels.Length);
        var currents = Currents(workspace, input, labels.Length);
        var (padded, learns) = (HiddenKernel.Pad(Options.Hidden), gradients is not null);
        var adjoints = learns ? workspace.Adjoints(labels.Length) : default;
        if (learns)
        {
            workspace.RowGradients.Clear();
            workspace.Gradient.Clear();
            Array.Clear(workspace.BiasGradient);
        }

        var outcome = default(ClassifierOutcome);
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var current = currents.Slice(sample * padded, padded);
            outcome += Forward(workspace, current, sample, labels[sample], batchSize, learns);
            if (learns)
            {
                OutputKernel.Backward(_output, workspace.Membrane, workspace.Gradient);
                OutputKernel.AddGradients(workspace.Lists, _output, workspace.Gradient, workspace.RowGradients, workspace.BiasGradient);
                BackwardHidden(current, workspace, adjoints.Slice(sample * padded, padded));
            }
        }

        if (gradients is not null)
        {
            Store(workspace, input, adjoints, labels.Length, gradients);
        }

        var products = (long)labels.Length * Options.Sources * Options.Hidden;
        return outcome with { Hidden = outcome.Hidden with { MultiplyAccumulates = products } };
    }

    private Span<float> Currents(LeakyClassifierWorkspace workspace, ReadOnlySpan<float> input, int samples)
    {
        var padded = HiddenKernel.Pad(Options.Hidden);
        var currents = workspace.Currents(samples);
        for (var sample = 0; sample < samples; sample++)
        {
            var row = currents.Slice(sample * padded, padded);
            FirstWeights.Bias.Values.CopyTo(row);
            row[Options.Hidden..].Clear();
        }

        if (samples > 0)
        {
            // The product packs the weights as it goes: every thread for itself in its own cache, which costs less than one thread doing it for all while the others wait.
            var weights = new MatrixView(FirstWeights.Weight.Values, Options.Hidden, Options.Sources);
            var target = new MatrixTarget(currents, samples, Options.Hidden, padded);
            MatrixProduct.Multiply(new MatrixView(input, samples, Options.Sources), weights.Transposed, target, workspace.Products, accumulate: true);
        }

        return currents;
    }

    private ClassifierOutcome Forward(LeakyClassifierWorkspace workspace, ReadOnlySpan<float> current, int sample, int label, int batchSize, bool learns)
    {
        HiddenKernel.Forward(current, _hidden, workspace.Spikes);
        workspace.Lists.Take(workspace.Spikes);
        OutputKernel.Forward(workspace.Lists, _output, _bySource, _bias, workspace.Membrane);
        OutputKernel.Count(workspace.Membrane, _output, _bias.Length, workspace.Counts);
        var loss = OutputKernel.Loss(workspace.Membrane, Options.TimeSteps, label, batchSize, workspace.Scores, workspace.Slope, learns ? workspace.Gradient : default);
        var (best, outputSpikes) = (0, 0);
        for (var c = 0; c < workspace.Counts.Length; c++)
        {
            outputSpikes += workspace.Counts[c];
            best = workspace.Counts[c] > workspace.Counts[best] ? c : best;
        }

        workspace.PredictionsOf[sample] = best;
        workspace.Counts.CopyTo(workspace.OutputSpikesOf, sample * workspace.Counts.Length);
        var (hiddenSpikes, operations) = CountHidden(workspace.Spikes, workspace.Lists);
        return new ClassifierOutcome(loss, best == label ? 1 : 0, new ActivityCount(hiddenSpikes, 0, 0), new ActivityCount(outputSpikes, operations, 0));
    }

    // Spikes that leave within the run, and the non-zero weights that they meet.
    private (long Spikes, long Operations) CountHidden(ReadOnlySpan<uint> spikes, SpikeLists lists)
    {
        var words = spikes.Length / Options.TimeSteps;
        var (count, missing) = (0L, 0L);
        for (var step = 0; step < Options.TimeSteps - (Options.TutorialNeurons ? 1 : 0); step++)
        {
            count += lists[step].Length;
        }

        if (_allWeightsAct)
        {
            return (count, count * Options.Classes);
        }

        for (var at = 0; at < spikes.Length - (Options.TutorialNeurons ? words : 0); at++)
        {
            for (var bits = spikes[at]; bits != 0; bits &= bits - 1)
            {
                missing += Options.Classes - _fanOut[(at % words * HiddenKernel.Block) + BitOperations.TrailingZeroCount(bits)];
            }
        }

        return (count, (count * Options.Classes) - missing);
    }

    private void BackwardHidden(ReadOnlySpan<float> current, LeakyClassifierWorkspace workspace, Span<float> adjoint)
    {
        switch (Options.Surrogate)
        {
            case ClassifierSurrogate.FastSigmoid:
                HiddenKernel.Backward(new FastSigmoidSlope(25), current, _hidden, _byClass, workspace.Gradient, Options.Classes, adjoint, workspace.Scratch);
                break;
            case ClassifierSurrogate.SpikeOperator:
                HiddenKernel.Backward(default(SpikeSlope), current, _hidden, _byClass, workspace.Gradient, Options.Classes, adjoint, workspace.Scratch);
                break;
            default:
                HiddenKernel.Backward(new AtanSlope(2), current, _hidden, _byClass, workspace.Gradient, Options.Classes, adjoint, workspace.Scratch);
                break;
        }
    }

    private void Store(LeakyClassifierWorkspace workspace, ReadOnlySpan<float> input, ReadOnlySpan<float> adjoints, int samples, GradientBuffer gradients)
    {
        var padded = HiddenKernel.Pad(Options.Hidden);
        if (gradients.Find(FirstWeights.Weight) is { } first)
        {
            var target = new MatrixTarget(first, Options.Hidden, Options.Sources);
            MatrixProduct.Multiply(new MatrixView(adjoints, samples, Options.Hidden, padded).Transposed, new MatrixView(input, samples, Options.Sources), target, workspace.Products);
        }

        if (gradients.Find(FirstWeights.Bias) is { } firstBias)
        {
            Array.Clear(firstBias);
            for (var sample = 0; sample < samples; sample++)
            {
                var row = adjoints.Slice(sample * padded, firstBias.Length);
                for (var n = 0; n < row.Length; n++)
                {
                    firstBias[n] += row[n];
                }
            }
        }

        if (gradients.Find(SecondWeights.Weight) is { } second)
        {
            var rows = workspace.RowGradients;
            for (var (k, c) = (0, 0); c < Options.Classes; c++)
            {
                for (var n = 0; n < Options.Hidden; n++)
                {
                    second[k++] = rows[(n * _bias.Length) + c];
                }
            }
        }

        if (gradients.Find(SecondWeights.Bias) is { } secondBias)
        {
            workspace.BiasGradient.AsSpan(0, secondBias.Length).CopyTo(secondBias);
        }
    }

    private void CheckInput(ReadOnlySpan<float> input, ReadOnlySpan<int> labels)
    {
        if (input.Length != (long)labels.Length * Options.Sources)
        {
            throw new ArgumentException($"{input.Length} inputs do not fit {labels.Length} samples of {Options.Sources}; {(long)labels.Length * Options.Sources} are needed.", nameof(input));
        }

        OneHot.RequireLabels(labels, Options.Classes);

        if (!FiniteCheck.Holds(input))
        {
            new Series<float>(1, labels.Length, Options.Sources, input.ToArray()).RequireFinite(nameof(input));
        }
    }
}

/// <summary>What came of a chunk of samples.</summary>
/// <param name="Loss">Sum over samples of the per-sample loss.</param>
/// <param name="Correct">Samples whose class had the most output spikes.</param>
/// <param name="Hidden">Activity of the hidden layer.</param>
/// <param name="Output">Activity of the output layer.</param>
public readonly record struct ClassifierOutcome(double Loss, int Correct, ActivityCount Hidden, ActivityCount Output)
{
    public static ClassifierOutcome operator +(ClassifierOutcome a, ClassifierOutcome b) =>
        new(a.Loss + b.Loss, a.Correct + b.Correct, a.Hidden + b.Hidden, a.Output + b.Output);

    public static ClassifierOutcome Add(ClassifierOutcome left, ClassifierOutcome right) => left + right;
}
