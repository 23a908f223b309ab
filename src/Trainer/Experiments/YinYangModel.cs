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
/// Encoder → spiking hidden layer → leaky readout → maximum over time. A point (x, y, 1 − x, 1 − y) becomes four spike times and a bias spike; all
/// five channels are repeated, because one synapse of the chip is too weak. The class with the highest readout membrane wins.
/// </summary>
internal sealed class YinYangModel : TrainableModel
{
    private const int Classes = 3;
    private const int FirstReadoutCircuit = 256;
    private const double Microsecond = 1e-6;
    private const double TicksPerMicrosecond = HardwareTicks.PerMicrosecond;

    private readonly YinYangSettings _settings;
    private readonly Experiment _experiment;
    private readonly CoordinatesToSpikes _encoder;
    private readonly InputNeuron _input;
    private readonly Synapse _linearHidden;
    private readonly Synapse _linearOutput;
    private readonly Neuron _hidden;
    private readonly NeuronHandle _hiddenHandle;
    private readonly ReadoutNeuronHandle _readoutHandle;

    public YinYangModel(YinYangSettings settings, ulong seed)
    {
        _settings = settings;
        _experiment = new Experiment(settings.Dt * Microsecond, seed);
        _encoder = new CoordinatesToSpikes(
            settings.Steps, settings.Early * Microsecond, settings.Late * Microsecond, settings.Dt * Microsecond, settings.Bias * Microsecond, settings.InputRepetitions);
        var scaling = WeightTransforms.LinearSaturating(settings.WeightScale);

        _input = new InputNeuron(_encoder.Channels(YinYangDataset.FeatureCount), _experiment, "input");

        _linearHidden = new Synapse(_input.Size, settings.Hidden, _experiment, scaling, "hidden")
            .InitialiseNormal(settings.WeightInitHidden.Mean, settings.WeightInitHidden.Sigma, settings.InputRepetitions);
        _hidden = new Neuron(settings.Hidden, _experiment, "lif")
        {
            Leak = new MixedHXModelParameter(0, settings.Profile.LeakLsb),
            Reset = new MixedHXModelParameter(0, settings.Profile.ResetLsb),
            Threshold = new MixedHXModelParameter(1, settings.Profile.ThresholdLsb),
            TauMem = settings.TauMem * Microsecond,
            TauSyn = settings.TauSyn * Microsecond,
            Alpha = settings.Alpha,
            TraceScale = [settings.TraceScale],
            CadcTimeShift = settings.TraceShiftHidden,
            ShiftCadcToFirst = true,
            Calibration = settings.Profile,
            Chip = ChipOf(settings.HiddenChip),
        };

        _linearOutput = new Synapse(settings.Hidden, Classes, _experiment, scaling, "output")
            .InitialiseNormal(settings.WeightInitOutput.Mean, settings.WeightInitOutput.Sigma);
        var readout = new ReadoutNeuron(Classes, _experiment, "li")
        {
            Leak = new MixedHXModelParameter(0, settings.Profile.LeakLsb),
            TauMem = settings.TauMem * Microsecond,
            TauSyn = settings.TauSyn * Microsecond,
            TraceScale = [settings.TraceScale],
            CadcTimeShift = settings.TraceShiftOut,
            ShiftCadcToFirst = true,
            Calibration = settings.Profile,
            PlacementConstraint = [.. Enumerable.Range(FirstReadoutCircuit, Classes)],
            Chip = ChipOf(settings.ReadoutChip),
        };

        _hiddenHandle = _hidden.Forward(_linearHidden.Forward(_input.Handle));
        _readoutHandle = readout.Forward(_linearOutput.Forward(_hiddenHandle));
        Parameters = [_linearHidden.Weight, _linearOutput.Weight];
        Network = _experiment.Network();
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override NetworkSpec? Network { get; }

    public override HardwareTicks Duration => _experiment.Duration(_settings.Steps);

    public override ProjectionWeights[] HardwareWeights() => _experiment.HardwareWeights();

    public override PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples) => [_input.ForChip(_encoder, data, samples)];

    public override object CreateWorkspace() => _experiment.CreatePass();

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        var pass = (ForwardPass)workspace;
        var batch = chunk.Samples.Length;
        var allScores = new double[chunk.Count * Classes];
        var (loss, correct, hidden) = (0.0, 0, 0L);
        gradients?.Clear();

        // One sample after the other: its traces fit into the first cache level, those of a chunk would not.
        for (var k = 0; k < chunk.Count; k++)
        {
            var sample = chunk.Samples[chunk.First + k];
            ReadOnlySpan<int> label = [chunk.Data.Labels[sample]];
            var scores = Forward(pass, chunk, k);
            var spikes = pass[_hiddenHandle.Spikes];
            loss += Losses.CrossEntropy(scores, label, batch)
                + Regularisers.Readout(scores, _settings.RegReadout, batch)
                + Regularisers.Bursts(spikes, _settings.RegBursts, batch);
            correct += Metrics.Correct(scores, label);
            hidden += Metrics.CountSpikes(spikes);
            var row = scores.Row(0, 0);
            for (var c = 0; c < Classes; c++)
            {
                allScores[(k * Classes) + c] = row[c];
            }

            if (gradients is not null)
            {
                pass.Accumulate(gradients);
            }
        }

        return new ChunkOutcome(loss, correct, hidden, allScores);
    }

    public override double WeightTerms(GradientBuffer? gradients) =>
        Regularisers.Weights(_linearHidden.Weight, _settings.RegWeightsHidden, gradients)
        + Regularisers.Weights(_linearOutput.Weight, _settings.RegWeightsOutput, gradients);

    public override SampleTrace? TraceSample(object workspace, Chunk chunk)
    {
        var pass = (ForwardPass)workspace;
        Forward(pass, chunk, 0);
        var (inputTimes, inputChannels) = SpikesOf(pass[_input.Handle.Spikes], _input.Size / _settings.InputRepetitions);
        var (hiddenTimes, hiddenNeurons) = chunk.Measured is null
            ? SpikesOf(pass[_hiddenHandle.Spikes], _settings.Hidden)
            : RecordedSpikesOf(chunk.Measured, chunk.MeasuredSample(0));
        return new SampleTrace(
            inputTimes,
            inputChannels,
            hiddenTimes,
            hiddenNeurons,
            [.. Enumerable.Range(0, _settings.Steps).Select(row => row * _settings.Dt)],
            Metrics.ToArray(pass[_readoutHandle.MembraneCadc]));
    }

    /// <summary>Encoder, network, decoder for one sample of the chunk. Scores are scaled for the loss alone: the gradient passes as if they were not, as in the tutorial.</summary>
    private Tensor Forward(ForwardPass pass, Chunk chunk, int k)
    {
        var position = chunk.First + k;
        pass.Begin(_settings.Steps, 1, weightsUnchanged: k > 0);
        _encoder.Encode(chunk.Data[chunk.Samples[position]], pass.Input(_input), 0);
        _experiment.Run(pass, chunk.Measured, position);
        var scores = MaxOverTime.Apply(pass.Tape, pass[_readoutHandle.MembraneCadc]);
        return Scaling.ApplyWithoutGradient(pass.Tape, scores, (float)_settings.ReadoutScale);
    }

    private static string? ChipOf(string option) => option.Length == 0 ? null : option;

    /// <summary>Spikes of the first sample on the time grid, of the first neurons.</summary>
    private (double[] TimesMicroseconds, int[] Neurons) SpikesOf(Tensor dense, int neurons)
    {
        var (times, indices) = (new List<double>(), new List<int>());
        for (var row = 0; row < dense.TimeSteps; row++)
        {
            var spikes = dense.Row(row, 0);
            for (var n = 0; n < neurons; n++)
            {
                if (spikes[n] != 0)
                {
                    times.Add(row * _settings.Dt);
                    indices.Add(n);
                }
            }
        }

        return ([.. times], [.. indices]);
    }

    private (double[] TimesMicroseconds, int[] Neurons) RecordedSpikesOf(MeasuredBatch measured, int sample)
    {
        var batch = measured.Spikes.First(s => s.Population == _hidden.Id).Spikes;
        var range = batch.SampleOffsets[sample]..batch.SampleOffsets[sample + 1];
        return ([.. batch.Ticks[range].Select(t => t / TicksPerMicrosecond)], [.. batch.Labels[range].Select(l => (int)l)]);
    }
}
