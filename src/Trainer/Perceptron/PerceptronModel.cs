using Bss2.Chip.Hagen;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Perceptron;

/// <summary>
/// A network of <see cref="PerceptronLayer"/>s as the trainer trains it: classification by cross entropy of the outputs in LSB. On the chip each product of a layer that is not in mock is a stage; what lies
/// between is integer arithmetic and is done here. On the model backend all layers are in mock.
/// </summary>
internal sealed class PerceptronModel : TrainableModel
{
    private readonly PerceptronModelOptions _options;
    private readonly TiledProduct[] _products;
    private readonly MacLayer[] _layers;
    private readonly PerceptronPass _encoder;
    private readonly bool _startsInMock;

    /// <param name="network">Trained network, layers in mock among them.</param>
    /// <param name="options">Input, law and sizes.</param>
    public PerceptronModel(Sequential network, PerceptronModelOptions options)
    {
        (Layers, _options) = (network, options);
        Parameters = [.. network.Parameters];
        MacLayer[] all = [.. network.Layers.OfType<MacLayer>()];
        _layers = Array.FindAll(all, layer => !layer.Mock);
        _startsInMock = all.Length > 0 && all[0].Mock;
        var (populations, projections) = (new List<PopulationSpec>(), new List<ProjectionSpec>());
        _products =
        [
            .. _layers.Select((layer, k) =>
            {
                var (inputs, outputs) = layer.ProductSize;
                return TiledProduct.Add(populations, projections, $"product{k}", inputs, outputs, layer.NumSends, options.Chips);
            }),
        ];
        Network = _products.Length == 0 ? null : new NetworkSpec([.. populations], [.. projections]);
        _encoder = new PerceptronPass(this);
    }

    /// <summary>The layers.</summary>
    public Sequential Layers { get; }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override int ChunkSize => _options.ChunkSize;

    public override NetworkSpec? Network { get; }

    public override int Stages => _products.Length;

    public override bool EncodesAhead => !_startsInMock;

    public override HardwareTicks Duration => DurationOf(0);

    public override HardwareTicks DurationOf(int stage) => HagenTiming.VectorDuration(Network!, _products[stage].Sources);

    public override ProjectionWeights[] HardwareWeights()
    {
        var session = _encoder.Session;
        session.Restart();
        return [.. _products.Zip(_layers).SelectMany(pair => pair.First.Weights(pair.Second.ProductWeights(session).Values))];
    }

    public override PopulationSpikes[] EncodeForChip(Dataset data, ReadOnlySpan<int> samples) => [];

    public override PopulationVectors[] EncodeVectors(StageRequest request)
    {
        _encoder.Unit.Begin(request.Results, 0, request.Stage);
        _encoder.Begin(request.Data, request.Samples.Span, request.Key, request.FirstSample, inMock: false);
        _encoder.Forward();
        return _encoder.Unit.Taken ?? throw new InvalidOperationException($"The network has no product {request.Stage} on the chip.");
    }

    public override object CreateWorkspace() => new PerceptronPass(this);

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        var pass = (PerceptronPass)workspace;
        gradients?.Clear();
        if (chunk.Measured is { } measured)
        {
            pass.Unit.Begin(measured.Results, chunk.MeasuredSample(0), Stages);
        }

        var samples = chunk.Samples.AsSpan(chunk.First, chunk.Count);
        pass.Begin(chunk.Data, samples, chunk.Key, chunk.Origin + chunk.First, inMock: chunk.Measured is null);
        var scores = pass.Forward();
        var labels = new int[chunk.Count];
        var correct = 0;
        for (var k = 0; k < labels.Length; k++)
        {
            labels[k] = chunk.Data.Labels[samples[k]];
            correct += Best(scores.Values.Slice(k * scores.Shape[1], scores.Shape[1])) == labels[k] ? 1 : 0;
        }

        var loss = PerceptronSession.CrossEntropy(scores, labels, chunk.Samples.Length);
        if (gradients is not null)
        {
            pass.Session.Backward(gradients);
        }

        return new ChunkOutcome(loss, correct, 0, [.. scores.Values.ToArray().Select(s => (double)s)]);
    }

    public override double WeightTerms(GradientBuffer? gradients) => 0;

    /// <summary>What the next forward pass would do to the weights, once for all threads.</summary>
    public override void TakeParameters() => Layers.Settle();

    public override void AfterUpdate() => Layers.Settle();

    internal PerceptronSession CreateSession(RecordedMatrixUnit unit) => new(unit) { MockParameter = _options.Law };

    internal RecordedMatrixUnit CreateUnit() => new(_products);

    /// <summary>Features of samples as the network takes them.</summary>
    internal ShapedTensor Input(PerceptronSession session, Dataset data, ReadOnlySpan<int> samples, ref float[] memory)
    {
        var size = data.FeatureCount;
        if (memory.Length != samples.Length * size)
        {
            memory = new float[samples.Length * size];
        }

        for (var k = 0; k < samples.Length; k++)
        {
            data.Read(samples[k], memory.AsSpan(k * size, size));
        }

        for (var k = 0; k < memory.Length; k++)
        {
            memory[k] *= _options.InputScale;
        }

        return session.Tensor(memory, [samples.Length, .. _options.InputShape]);
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var k = 1; k < scores.Length; k++)
        {
            best = scores[k] > scores[best] ? k : best;
        }

        return best;
    }
}
