using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.FrontEnd;

/// <summary>The tutorial's network as a model that the trainer can train, on made-up data of three classes.</summary>
public sealed class YinYangLikeModelTests
{
    [Fact]
    public void Adam_teaches_the_network_to_tell_three_regions_apart()
    {
        var data = ThreeStripes(240);
        var model = new YinYangLikeModel(hidden: 40);
        var workspace = model.CreateWorkspace();
        var optimiser = new Adam(model.Parameters, 0.005);
        var total = new GradientBuffer(model.Parameters);
        var chunkGradients = new GradientBuffer(model.Parameters);
        var before = Accuracy(model, workspace, data);
        for (var update = 0; update < 100; update++)
        {
            var samples = Enumerable.Range(0, 40).Select(k => ((update * 40) + k) % data.Count).ToArray();
            total.Clear();
            for (var first = 0; first < 40; first += 8)
            {
                model.RunChunk(workspace, new Chunk(data, samples, first, 8, default, null), chunkGradients);
                total.Add(chunkGradients);
            }

            optimiser.Step(total);
        }

        var after = Accuracy(model, workspace, data);
        Assert.True(after > 0.85 && after > before + 0.2, $"accuracy {before:F3} before, {after:F3} after");
    }

    [Fact]
    public void Gradients_of_chunks_add_up_to_those_of_the_batch()
    {
        var data = ThreeStripes(24);
        var model = new YinYangLikeModel(hidden: 40);
        var workspace = model.CreateWorkspace();
        var samples = Enumerable.Range(0, 24).ToArray();
        var (whole, part, sum) = (new GradientBuffer(model.Parameters), new GradientBuffer(model.Parameters), new GradientBuffer(model.Parameters));
        var outcome = model.RunChunk(workspace, new Chunk(data, samples, 0, 24, default, null), whole);
        var (loss, correct, spikes) = (0.0, 0, 0L);
        foreach (var (first, count) in new[] { (0, 7), (7, 8), (15, 9) })
        {
            var piece = model.RunChunk(workspace, new Chunk(data, samples, first, count, default, null), part);
            sum.Add(part);
            (loss, correct, spikes) = (loss + piece.Loss, correct + piece.Correct, spikes + piece.HiddenSpikes);
            Assert.Equal(outcome.Scores.Skip(first * 3).Take(count * 3), piece.Scores);
        }

        Assert.Equal(outcome.Loss, loss, 1e-9);
        Assert.Equal(outcome.Correct, correct);
        Assert.Equal(outcome.HiddenSpikes, spikes);
        foreach (var parameter in model.Parameters.Cast<Parameter<float>>())
        {
            Assert.All(whole.Find(parameter)!.Zip(sum.Find(parameter)!), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public void The_chip_gets_three_populations_and_two_projections_of_integer_weights()
    {
        var model = new YinYangLikeModel(hidden: 120);
        var network = model.Network!;
        Assert.Equal([PopulationKind.Input, PopulationKind.LeakyIntegrateAndFire, PopulationKind.LeakyIntegrator], network.Populations.Select(p => p.Kind));
        Assert.Equal([25, 120, 3], network.Populations.Select(p => p.Size));
        Assert.Equal(CircuitTargets.Spiking2, network.Populations[1].Targets);
        Assert.Equal([256, 257, 258], network.Populations[2].Circuits!);
        Assert.Equal(new ProjectionSpec("linear_o", new PopulationId(1), new PopulationId(2)), network.Projections[1]);
        Assert.Equal(14998, model.Duration.Value);
        var weights = model.HardwareWeights();
        Assert.Equal([0, 1], weights.Select(w => w.Projection));
        Assert.Equal([3000, 360], weights.Select(w => w.Values.Length));
        Assert.Equal(WeightTransforms.ToHardware(66.39f * ((Parameter<float>)model.Parameters[0]).Values[7]), weights[0].Values[7]);
    }

    [Fact]
    public void Input_spikes_for_the_chip_lie_on_the_rows_of_the_encoder()
    {
        var data = new Dataset([0, 1, 1, 0, 0.25, 0.5, 0.75, 0.5], 4, [0, 1], ["a", "b", "c"]);
        var spikes = new YinYangLikeModel(hidden: 8).EncodeForChip(data, [1, 0])[0].Spikes;
        Assert.Equal(2, spikes.SampleCount);
        Assert.Equal(50, spikes.SpikeCount);
        Assert.Equal([0, 5, 10, 15, 20], spikes.Labels.Take(5).Select(l => (int)l));
        Assert.All(spikes.Ticks.Take(5), tick => Assert.Equal(6 * 500, tick));
        Assert.Equal(9 * 500, spikes.Ticks[5]);
        Assert.Equal(20 * 500, spikes.Ticks[^1]);
    }

    [Fact]
    public void A_warm_pass_over_a_chunk_allocates_its_outcome_alone()
    {
        var data = ThreeStripes(8);
        var model = new YinYangLikeModel(hidden: 120);
        var workspace = model.CreateWorkspace();
        var gradients = new GradientBuffer(model.Parameters);
        var chunk = new Chunk(data, [0, 1, 2, 3, 4, 5, 6, 7], 0, 8, default, null);
        for (var k = 0; k < 50; k++)
        {
            model.RunChunk(workspace, chunk, gradients);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var k = 0; k < 10; k++)
        {
            model.RunChunk(workspace, chunk, gradients);
        }

        // The outcome record (16 + 7 x 8 bytes) and its 24 scores (24 + 192 bytes).
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before <= 10 * 300, $"{GC.GetAllocatedBytesForCurrentThread() - before} bytes in ten chunks");
    }

    private static double Accuracy(YinYangLikeModel model, object workspace, Dataset data) =>
        (double)model.RunChunk(workspace, new Chunk(data, [.. Enumerable.Range(0, data.Count)], 0, data.Count, default, null), null).Correct / data.Count;

    private static Dataset ThreeStripes(int count)
    {
        var features = new double[count * 4];
        var labels = new int[count];
        for (var s = 0; s < count; s++)
        {
            var (x, y) = (s * 0.6180339887 % 1, s * 0.7548776662 % 1);
            (features[4 * s], features[(4 * s) + 1], features[(4 * s) + 2], features[(4 * s) + 3]) = (x, y, 1 - x, 1 - y);
            labels[s] = (int)(2.999 * x);
        }

        return new Dataset(features, 4, labels, ["left", "middle", "right"]);
    }
}

/// <summary>5 x 5 inputs, LIF hidden layer, three LI readouts, largest membrane over time as score: the hxtorch Yin-Yang tutorial.</summary>
internal sealed class YinYangLikeModel : TrainableModel
{
    private const double Dt = 2e-6;
    private const double ReadoutRegulariser = 0.0004;
    private readonly CoordinatesToSpikes _encoder = new((int)(6e-5 / Dt), early: 2e-6, late: 4e-5, Dt, bias: 1.8e-5, repetitions: 5);
    private readonly Experiment _experiment;
    private readonly InputNeuron _input;
    private readonly NeuronHandle _hidden;
    private readonly ReadoutNeuronHandle _readout;

    public YinYangLikeModel(int hidden, ulong seed = 1)
    {
        var scaled = WeightTransforms.LinearSaturating(scale: 66.39);
        _experiment = new Experiment(Dt, seed);
        _input = new InputNeuron(_encoder.Channels(4), _experiment, "input");
        var linearHidden = new Synapse(_input.Size, hidden, _experiment, scaled, "linear_h").InitialiseNormal(0.001, 0.25, _encoder.Repetitions);
        var lif = new Neuron(hidden, _experiment, "lif_h")
        {
            Leak = 0,
            Reset = 0,
            Threshold = 1,
            TauMem = 6e-6,
            TauSyn = 6e-6,
            Alpha = 50,
            TraceScale = [0.0147],
            ShiftCadcToFirst = true,
            Calibration = CircuitTargets.Spiking2,
        };
        var linearOut = new Synapse(hidden, 3, _experiment, scaled, "linear_o").InitialiseNormal(0, 0.1);
        var li = new ReadoutNeuron(3, _experiment, "li_readout")
        {
            Leak = 0,
            TauMem = 6e-6,
            TauSyn = 6e-6,
            TraceScale = [0.0147],
            ShiftCadcToFirst = true,
            Calibration = CircuitTargets.Spiking2,
            PlacementConstraint = [256, 257, 258],
        };
        _hidden = lif.Forward(linearHidden.Forward(_input.Handle));
        _readout = li.Forward(linearOut.Forward(_hidden));
        Parameters = [linearHidden.Weight, linearOut.Weight];
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override NetworkSpec? Network => _experiment.Network();

    public override HardwareTicks Duration => _experiment.Duration(_encoder.SequenceLength);

    public override ProjectionWeights[] HardwareWeights() => _experiment.HardwareWeights();

    public override object CreateWorkspace() => _experiment.CreatePass();

    public override double WeightTerms(GradientBuffer? gradients) => 0;

    public override PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples)
    {
        var spikes = new Tape().AllocateZeros(_encoder.SequenceLength, samples.Length, _input.Size);
        for (var s = 0; s < samples.Length; s++)
        {
            _encoder.Encode(data[samples[s]], spikes, s);
        }

        return [_input.ForChip(spikes)];
    }

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        var pass = (ForwardPass)workspace;
        pass.Begin(_encoder.SequenceLength, chunk.Count);
        var spikes = pass.Input(_input);
        Span<int> labels = stackalloc int[chunk.Count];
        for (var s = 0; s < chunk.Count; s++)
        {
            var sample = chunk.Samples[chunk.First + s];
            _encoder.Encode(chunk.Data[sample], spikes, s);
            labels[s] = chunk.Data.Labels[sample];
        }

        _experiment.Run(pass, chunk.Measured, chunk.First);
        var scores = Scaling.ApplyWithoutGradient(pass.Tape, MaxOverTime.Apply(pass.Tape, pass[_readout.VCadc]), 10);
        var loss = Losses.CrossEntropy(scores, labels, chunk.Samples.Length)
            + Regularisers.Readout(scores, ReadoutRegulariser, chunk.Samples.Length)
            + Regularisers.Bursts(pass[_hidden.Spikes], 0, chunk.Samples.Length);
        if (gradients is not null)
        {
            pass.Backward(gradients);
        }

        return new ChunkOutcome(loss, Metrics.Correct(scores, labels), Metrics.CountSpikes(pass[_hidden.Spikes]), Wide(scores));
    }

    private static double[] Wide(Tensor scores)
    {
        var wide = new double[scores.Samples * scores.Neurons];
        for (var k = 0; k < wide.Length; k++)
        {
            wide[k] = scores.Row(0, k / scores.Neurons)[k % scores.Neurons];
        }

        return wide;
    }
}
