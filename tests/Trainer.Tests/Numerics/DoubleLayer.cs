using System.Text.Json;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.Numerics;

/// <summary>One synapse and one LIF (or LI) layer of one sample in the scalar definitions with float64.</summary>
internal sealed class DoubleLayer
{
    private readonly NeuronConstants<double> _constants;
    private readonly LifShape _shape;
    private readonly SynapseShape _synapse;
    private readonly double[] _inputs;
    private readonly double[] _weights;
    private readonly double[] _graded;
    private readonly double[] _clamped;

    public DoubleLayer(CubaParameters parameters, double dt, int timeSteps, int sources, double[] weights, IEnumerable<(int Row, int Source)> inputs, double refractorySteps = 0)
    {
        var targets = weights.Length / sources;
        _constants = new NeuronConstants<double>(parameters, targets, dt);
        _shape = new LifShape(timeSteps, 1, RefractorySteps: refractorySteps);
        _synapse = new SynapseShape(timeSteps, sources, targets);
        (_inputs, _weights) = (new double[timeSteps * _synapse.SourceStride], weights);
        foreach (var (row, source) in inputs)
        {
            _inputs[(row * _synapse.SourceStride) + source] = 1;
        }

        var length = timeSteps * _constants.Stride;
        (_graded, Spikes, Membrane, Current) = (new double[length], new double[length], new double[length], new double[length]);
        _clamped = refractorySteps > 0 ? new double[length] : [];
    }

    public double[] Spikes { get; }

    public double[] Membrane { get; }

    public double[] Current { get; }

    public static IEnumerable<(int Row, int Source)> InputsOf(JsonElement example) =>
        example.GetProperty("input_nonzero_t_b_n").EnumerateArray().Select(e => (e[0].GetInt32(), e[2].GetInt32()));

    public DoubleLayer RunLif(bool membraneMeasured = false, bool spikesMeasured = false, bool smooth = false)
    {
        SynapseReference.Forward(_synapse, _inputs, _weights, _graded);
        CubaLifReference.Forward(_constants, Shape(membraneMeasured, spikesMeasured, smooth), _graded, Spikes, Membrane, Current, _clamped);
        return this;
    }

    public DoubleLayer RunLi()
    {
        SynapseReference.Forward(_synapse, _inputs, _weights, _graded);
        CubaLiReference.Forward(_constants, _shape, _graded, Membrane, Current);
        return this;
    }

    /// <summary>[target, source], gradient of the weights for gradients of the outputs (each [time, target] without padding, or empty).</summary>
    public double[] LifGradient(double[] spikes, double[] membrane, double[] current, bool membraneMeasured = false, bool spikesMeasured = false, bool smooth = false)
    {
        var inputGradient = new double[_graded.Length];
        var gradients = new LifGradients<double>(Pad(spikes), Pad(membrane), Pad(current));
        CubaLifReference.Backward(_constants, Shape(membraneMeasured, spikesMeasured, smooth), gradients, Spikes, Membrane, Current, _clamped, inputGradient, false);
        return WeightGradient(inputGradient);
    }

    public double[] LiGradient(double[] membrane, double[] current)
    {
        var inputGradient = new double[_graded.Length];
        CubaLiReference.Backward<double>(_constants, _shape, Pad(membrane), Pad(current), inputGradient, false);
        return WeightGradient(inputGradient);
    }

    /// <summary>[time, target] to the padded layout.</summary>
    public double[] Pad(double[] values)
    {
        var padded = new double[values.Length == 0 ? 0 : _graded.Length];
        for (var k = 0; k < values.Length; k++)
        {
            padded[(k / _synapse.Targets * _synapse.TargetStride) + (k % _synapse.Targets)] = values[k];
        }

        return padded;
    }

    /// <summary>[time, target] from the padded layout.</summary>
    public double[] Cut(double[] padded) => [.. padded.Where((_, k) => k % _synapse.TargetStride < _synapse.Targets)];

    private double[] WeightGradient(double[] inputGradient)
    {
        var gradient = new double[_weights.Length];
        SynapseReference.BackwardWeights(_synapse, _inputs, inputGradient, gradient);
        return gradient;
    }

    private LifShape Shape(bool membrane, bool spikes, bool smooth) => _shape with { MembraneMeasured = membrane, SpikesMeasured = spikes, SmoothSpikes = smooth };
}
