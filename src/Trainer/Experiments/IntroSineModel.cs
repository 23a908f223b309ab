using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// Noise → leaky readouts whose membranes are to follow targets. On the chip the measured traces, less their first row and scaled, take the place of the
/// integrated ones; the gradient flows as if they had been integrated.
/// </summary>
internal sealed class IntroSineModel : TrainableModel
{
    /// <summary>Epochs after which the traces of a test are kept for the pictures.</summary>
    private static readonly int[] KeptEpochs = [0, 10, 20, 50, 100, 200, 500, 1000];

    private readonly IntroSineSettings _settings;
    private readonly float[] _targets;
    private readonly double[][] _kept;
    private readonly Experiment _experiment;
    private readonly InputNeuron _input;
    private readonly Synapse _linear;
    private readonly ReadoutNeuronHandle _output;

    /// <param name="settings">Sizes and scales; the trace scale above 0 where a chip is used.</param>
    /// <param name="targets">[time, readout].</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public IntroSineModel(IntroSineSettings settings, float[] targets, ulong seed)
    {
        (_settings, _targets) = (settings, targets);
        _kept = [.. KeptEpochs.Select(_ => Enumerable.Repeat(double.NaN, targets.Length).ToArray())];
        _experiment = new Experiment(IntroSineSettings.Dt, seed);
        _input = new InputNeuron(settings.Inputs, _experiment, "input");
        _linear = new Synapse(settings.Inputs, settings.Readouts, _experiment, WeightTransforms.LinearSaturating(settings.WeightScale), "lin1");
        var readout = new ReadoutNeuron(settings.Readouts, _experiment, "li")
        {
            Leak = new MixedHXModelParameter(0, IntroSineSettings.Profile.LeakLsb),
            TauMem = 10e-6,
            TauSyn = 10e-6,
            ShiftCadcToFirst = true,
            TraceScale = settings.TraceScale,
            Calibration = IntroSineSettings.Profile,
        };
        _output = readout.Forward(_linear.Forward(_input.Handle));
        Parameters = [_linear.Weight];
        Network = _experiment.Network();
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override NetworkSpec? Network { get; }

    public override HardwareTicks Duration => _experiment.Duration(_settings.Steps);

    public override ProjectionWeights[] HardwareWeights() => _experiment.HardwareWeights();

    public override PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples)
    {
        ArgumentNullException.ThrowIfNull(data);
        var dense = new Tape().AllocateZeros(_settings.Steps, samples.Length, _settings.Inputs);
        for (var k = 0; k < samples.Length; k++)
        {
            Fill(dense, data, samples[k], k);
        }

        return [_input.ForChip(dense)];
    }

    public override object CreateWorkspace() => _experiment.CreatePass();

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        var pass = (ForwardPass)workspace;
        var (loss, scores) = (0.0, new double[chunk.Count * _targets.Length]);
        gradients?.Clear();
        for (var k = 0; k < chunk.Count; k++)
        {
            var membrane = Forward(pass, chunk, k);
            loss += Losses.MeanSquare(membrane, _targets, chunk.Samples.Length);
            Copy(membrane, scores.AsSpan(k * _targets.Length, _targets.Length));
            if (gradients is not null)
            {
                pass.Accumulate(gradients);
            }
        }

        return new ChunkOutcome(loss, 0, 0, scores);
    }

    public override double WeightTerms(GradientBuffer? gradients) => 0;

    public override SampleTrace? TraceSample(object workspace, Chunk chunk)
    {
        var pass = (ForwardPass)workspace;
        var membrane = Forward(pass, chunk, 0);
        var spikes = pass[_input.Handle.Spikes];
        var (times, channels) = (new List<double>(), new List<int>());
        for (var row = 0; row < _settings.Steps; row++)
        {
            var inputs = spikes.Row(row, 0);
            for (var n = 0; n < inputs.Length; n++)
            {
                if (inputs[n] != 0)
                {
                    times.Add(row);
                    channels.Add(n);
                }
            }
        }

        double[] rows = [.. Enumerable.Range(0, _settings.Steps).Select(row => (double)row)];
        return new SampleTrace([.. times], [.. channels], [], [], rows, Metrics.ToArray(membrane));
    }

    /// <summary>The loss of each readout; the traces of some tests are kept on the way.</summary>
    public override IEnumerable<KeyValuePair<string, double>> SeriesOfTest(TestScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var traces = scores[0];
        if (Array.IndexOf(KeptEpochs, scores.Epoch) is >= 0 and var slot)
        {
            traces.CopyTo(_kept[slot]);
        }

        var losses = new KeyValuePair<string, double>[_settings.Readouts];
        for (var n = 0; n < losses.Length; n++)
        {
            var sum = 0.0;
            for (var k = n; k < traces.Length; k += losses.Length)
            {
                sum += (traces[k] - _targets[k]) * (traces[k] - _targets[k]);
            }

            losses[n] = new(FormattableString.Invariant($"readout{n}Loss"), sum / _settings.Steps);
        }

        return losses;
    }

    public override double[] CaptureState() => [.. _kept.SelectMany(traces => traces)];

    public override void RestoreState(double[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (var k = 0; k < _kept.Length; k++)
        {
            state.AsSpan(k * _targets.Length, _targets.Length).CopyTo(_kept[k]);
        }
    }

    /// <summary>targets [time, readout]; keptEpochs [test], keptTraces [test, time, readout]: the tests whose traces were kept so far.</summary>
    public override IEnumerable<NpyArray> Pictures()
    {
        int[] kept = [.. Enumerable.Range(0, _kept.Length).Where(k => !double.IsNaN(_kept[k][0]))];
        return
        [
            NpyArray.Of("targets", _targets, _settings.Steps, _settings.Readouts),
            NpyArray.Of("keptEpochs", [.. kept.Select(k => KeptEpochs[k])], kept.Length),
            NpyArray.Of("keptTraces", [.. kept.SelectMany(k => _kept[k])], kept.Length, _settings.Steps, _settings.Readouts),
        ];
    }

    private Tensor Forward(ForwardPass pass, Chunk chunk, int k)
    {
        var position = chunk.First + k;
        pass.Begin(_settings.Steps, 1, weightsUnchanged: k > 0);
        Fill(pass.Input(_input), chunk.Data, chunk.Samples[position], 0);
        _experiment.Run(pass, chunk.Measured, position);
        return pass[_output.MembraneCadc];
    }

    private void Fill(Tensor dense, Dataset data, int sample, int position)
    {
        var features = data[sample];
        for (var row = 0; row < _settings.Steps; row++)
        {
            var spikes = dense.Row(row, position);
            for (var n = 0; n < spikes.Length; n++)
            {
                spikes[n] = (float)features[(row * _settings.Inputs) + n];
            }
        }
    }

    private void Copy(Tensor membrane, Span<double> to)
    {
        for (var row = 0; row < _settings.Steps; row++)
        {
            var values = membrane.Row(row, 0);
            for (var n = 0; n < values.Length; n++)
            {
                to[(row * _settings.Readouts) + n] = values[n];
            }
        }
    }
}
