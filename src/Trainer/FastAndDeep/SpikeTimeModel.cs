using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Numerics.SpikeTimes;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.FastAndDeep;

/// <summary>
/// Fast &amp; Deep (Göltz, Kriener et al., Nature Machine Intelligence 3, 823 (2021)): a feed-forward network in which each neuron's first spike counts, trained on exact
/// gradients of spike times, in software or with times measured on a chip.
/// </summary>
/// <remarks>
/// Parameters, float64: for each layer <c>NAME.weight</c> [source, neuron], bias spikes after the sources, and where it has delays <c>NAME.delay</c> in the shape of
/// <see cref="SpikeTimeNetwork.DelaysOf"/>, unbounded. With a chip the gradient takes measured times of all layers in place of computed ones; where the model says that a
/// neuron would not have crossed its threshold although it did on the chip, that spike's gradient is exactly 0. Scores are the label spike times, infinity for none.
/// </remarks>
public sealed class SpikeTimeModel : TrainableModel
{
    /// <summary>Name of the array of layer sizes among a snapshot's, by which reports know scores and hidden values as spike times.</summary>
    public const string LayersArray = "spikeTimeLayers";

    private readonly SpikeTimeModelOptions _options;
    private readonly SpikeTimeNetwork _network;
    private readonly ChipPart? _chip;
    private readonly Parameter<double>[] _weights;
    private readonly Parameter<double>?[] _delays;
    private readonly SpikeTimeTelling _telling;
    private WeightBump? _bump;
    private long _version = 1;

    /// <param name="options">What it is made of.</param>
    /// <param name="seed">Seed of the initial parameters and of the input noise.</param>
    /// <exception cref="ArgumentException">Some option is not what it must be: all of them.</exception>
    public SpikeTimeModel(SpikeTimeModelOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException("The model of spike times cannot be built: " + string.Join(' ', faults), nameof(options));
        }

        (_options, _network) = (options, options.Network);
        _chip = options.Chip is null ? null : new ChipPart(options);
        var names = LayerNames.Of(_network);
        _telling = new SpikeTimeTelling(_network, names);
        _weights = [.. names.Select((name, l) => new Parameter<double>($"{name}.weight", [_network.RowsOf(l), _network.Layers[l].Outputs]))];
        _delays = [.. names.Select((name, l) => DelaysOf(name, l))];
        Parameters = [.. names.SelectMany((_, l) => new Parameter?[] { _weights[l], _delays[l] }).OfType<Parameter>()];
        for (var l = 0; l < names.Length; l++)
        {
            Initialise.Normal(_weights[l], seed, 2 * l, options.InitialWeights[l].Mean, options.InitialWeights[l].Sigma);
            if (_delays[l] is { } delays)
            {
                Initialise.Normal(delays, seed, (2 * l) + 1, options.InitialDelays.Mean, options.InitialDelays.Sigma);
            }
        }

        AfterUpdate();
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override int ChunkSize => _options.ChunkSize;

    public override NetworkSpec? Network => _chip?.Network;

    public override HardwareTicks Duration => _chip?.Duration ?? default;

    /// <summary>Integer weight of a model weight of 1 on the chip; null where there is none.</summary>
    public double? WeightScale => _chip?.WeightScale;

    public override ProjectionWeights[] HardwareWeights() => Chip().Weights(_weights);

    public override PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples) => Chip().Encode(Checked(data), samples);

    public override object CreateWorkspace() => new SpikeTimeModelWork(_network, ChunkSize);

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        var work = (SpikeTimeModelWork)workspace;
        Refresh(work);
        Fill(work, chunk, gradients is not null);
        var (passes, last) = (work.Passes, _network.Layers.Count - 1);
        if (chunk.Measured is not { } measured)
        {
            passes.Forward(work.Parameters, chunk.Count);
        }
        else
        {
            for (var l = 0; l <= last; l++)
            {
                Chip().ReadTimes(measured, l, chunk.MeasuredSample(0), passes.Times(l)[..(chunk.Count * _network.Layers[l].Outputs)]);
            }

            passes.Assume(work.Parameters, chunk.Count);
        }

        var classes = _network.Layers[last].Outputs;
        var times = passes.Times(last)[..(chunk.Count * classes)];
        var labels = work.Labels.AsSpan(0, chunk.Count);
        var loss = _options.Objective.Loss(times, labels, chunk.Samples.Length, passes.Errors[..times.Length]);
        var correct = 0;
        for (var k = 0; k < labels.Length; k++)
        {
            correct += _options.Objective.ClassOf(times.Slice(k * classes, classes)) == labels[k] ? 1 : 0;
        }

        if (gradients is not null)
        {
            Backward(work, gradients);
        }

        return new ChunkOutcome(loss, correct, work.HiddenSpikes(chunk.Count), times.ToArray())
        {
            Counts = _telling.Counts(passes),
            Observations = gradients is null ? [] : SpikeTimeTelling.Observations(work.Gradients.Chopped),
            Hidden = chunk.WantsHidden ? work.HiddenTimes(chunk.Count) : [],
        };
    }

    public override double WeightTerms(GradientBuffer? gradients) => 0;

    public override bool ReplaceStep(BatchTotals totals)
    {
        ArgumentNullException.ThrowIfNull(totals);
        var missing = _telling.Missing(totals);
        _bump = _options.Bumping?.Decide(missing, totals.Samples, _bump);
        if (_bump is not { } bump)
        {
            return false;
        }

        _options.Bumping!.Apply(bump, missing[bump.Layer], _weights[bump.Layer].Values);
        return true;
    }

    public override void AfterUpdate()
    {
        _version++;
        var limit = Math.Min(_options.LargestWeight, _chip?.LargestWeight ?? double.PositiveInfinity);
        if (limit < double.PositiveInfinity)
        {
            foreach (var weights in _weights)
            {
                WeightRules.Clip(weights.Values, limit);
            }
        }
    }

    /// <summary>Layer (−1 for none) and value of the last bump: the next may double it.</summary>
    public override double[] CaptureState() => _bump is { } bump ? [bump.Layer, bump.Value] : [-1, 0];

    public override void RestoreState(double[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _bump = state[0] < 0 ? null : new WeightBump((int)state[0], state[1]);
        _version++;
    }

    public override IEnumerable<string> Remarks(BatchTotals totals) => _telling.Remarks(totals, _bump);

    public override IEnumerable<KeyValuePair<string, double>> SeriesOfUpdate(BatchTotals totals) => _telling.Series(_bump);

    public override IEnumerable<KeyValuePair<string, double>> SeriesOfTest(TestScores scores) => SpikeTimeTelling.Series(scores);

    public override IEnumerable<NpyArray> Pictures() => [NpyArray.Of(LayersArray, [.. _network.Layers.Select(l => l.Outputs)], _network.Layers.Count)];

    private static ArgumentException NoSuchChip() => new("This network was made without a chip set-up; it runs on the model backend alone.");

    private ChipPart Chip() => _chip ?? throw NoSuchChip();

    private Parameter<double>? DelaysOf(string name, int layer)
    {
        var (rows, outputs) = (_network.RowsOf(layer), _network.Layers[layer].Outputs);
        int[]? shape = _network.Layers[layer].Delays switch
        {
            DelayKind.Axonal => [rows],
            DelayKind.Synaptic => [rows, outputs],
            DelayKind.Dendritic => [outputs],
            _ => null,
        };
        return shape is null ? null : new Parameter<double>($"{name}.delay", shape) { RateFactor = _options.DelayRateFactor };
    }

    private Dataset Checked(Dataset data) => data.FeatureCount == _network.Inputs && data.ClassNames.Length == _network.Layers[^1].Outputs
        ? data
        : throw new ArgumentException($"Samples of {data.FeatureCount} features in {data.ClassNames.Length} classes do not fit this network; permitted: {_network.Inputs} features, {_network.Layers[^1].Outputs} classes.", nameof(data));

    private void Refresh(SpikeTimeModelWork work)
    {
        if (work.Version == _version)
        {
            return;
        }

        for (var l = 0; l < _weights.Length; l++)
        {
            work.Parameters.SetWeights(l, _weights[l].Values, _options.Rounding);
            if (_delays[l] is { } delays)
            {
                _options.DelayRange.Delays(delays.Values, work.Delays[l]);
                work.Parameters.SetDelays(l, work.Delays[l]);
            }
        }

        work.Version = _version;
    }

    private void Fill(SpikeTimeModelWork work, Chunk chunk, bool isTraining)
    {
        Checked(chunk.Data);
        var inputs = _network.Inputs;
        for (var k = 0; k < chunk.Count; k++)
        {
            var sample = chunk.Samples[chunk.First + k];
            chunk.Data.Read(sample, work.Passes.Inputs.Slice(k * inputs, inputs));
            work.Labels[k] = chunk.Data.Labels[sample];
        }

        var noise = _options.InputNoise;
        if (isTraining && chunk.Measured is null && noise != default)
        {
            InputNoise.Add(work.Passes.Inputs[..(chunk.Count * inputs)], inputs, noise.Mean, noise.Sigma, chunk.Key.Seed, (uint)chunk.Key.Update, chunk.Origin + chunk.First);
        }
    }

    private void Backward(SpikeTimeModelWork work, GradientBuffer gradients)
    {
        work.Gradients.Clear();
        work.Passes.Backward(work.Parameters, work.Gradients, _options.LargestGradient);
        gradients.Clear();
        for (var l = 0; l < _weights.Length; l++)
        {
            work.Gradients.Weights(l).CopyTo(gradients.Find(_weights[l])!, 0);
            if (_delays[l] is { } delays)
            {
                _options.DelayRange.AddGradients(delays.Values, work.Gradients.Delays(l), gradients.Find(delays)!);
            }
        }
    }
}
