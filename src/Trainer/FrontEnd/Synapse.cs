using Bss2.Messages.Experiment;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// All-to-all signed synapses: graded spikes = spikes · weightᵀ with the float weight, neither clipped nor rounded. The chip gets
/// <see cref="Transform"/>(weight) rounded to integers.
/// </summary>
public sealed class Synapse : NetworkModule
{
    private readonly int _number;
    private NeuronHandle? _input;

    /// <param name="inFeatures">Presynaptic neurons.</param>
    /// <param name="outFeatures">Postsynaptic neurons.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="transform">Float weight to hardware weight; default: clamped to ±63, not scaled.</param>
    /// <param name="name">Name for messages and checkpoints.</param>
    public Synapse(int inFeatures, int outFeatures, Experiment experiment, WeightTransform? transform = null, string? name = null)
        : base(experiment, name, "synapse")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outFeatures);
        (InFeatures, OutFeatures) = (inFeatures, outFeatures);
        Transform = transform ?? WeightTransforms.LinearSaturating();
        Weight = new Parameter<float>($"{Name}.weight", [outFeatures, inFeatures]);
        _number = experiment.Projections.Count() - 1;
        Handle = new SynapseHandle(this);
        Initialise.KaimingUniform(Weight, experiment.Seed, _number);
    }

    public int InFeatures { get; }

    public int OutFeatures { get; }

    public WeightTransform Transform { get; }

    /// <summary>[target, source], drawn at construction uniformly within ±1/√source.</summary>
    public Parameter<float> Weight { get; }

    internal SynapseHandle Handle { get; }

    /// <summary>Draws the weights again, normally distributed; with repetitions the same columns side by side for inputs repeated that often.</summary>
    public Synapse InitialiseNormal(double mean, double sigma, int repetitions = 1)
    {
        Initialise.Normal(Weight, Experiment.Seed, _number, mean, sigma, repetitions);
        return this;
    }

    /// <summary>Gives all weights one value.</summary>
    public Synapse InitialiseConstant(double value)
    {
        Weight.Values.AsSpan().Fill((float)value);
        return this;
    }

    /// <summary>Connects the source population. A projection has exactly one.</summary>
    public SynapseHandle Forward(NeuronHandle input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_input is not null)
        {
            throw new InvalidOperationException($"'{Name}' already reads '{_input.Source.Name}'; a projection has one source: declare a second Synapse for '{input.Source.Name}'.");
        }

        Connect(input.Source);
        _input = input;
        return Handle;
    }

    /// <summary>[target, source], integers −63..63.</summary>
    internal sbyte[] HardwareWeights()
    {
        var (weights, transform) = (Weight.Values, Transform);
        var integers = new sbyte[weights.Length];
        for (var k = 0; k < integers.Length; k++)
        {
            integers[k] = WeightTransforms.ToHardware(transform(weights[k]));
        }

        return integers;
    }

    internal ProjectionSpec Spec() => new(Name, ((Population)_input!.Source).Id, Target!.Id);

    /// <summary>The layer that reads the graded spikes.</summary>
    internal Population? Target { get; set; }

    internal override void Check(List<string> faults)
    {
        if (_input is null)
        {
            faults.Add($"Synapse '{Name}' has no source; call Forward with the handle of a population of {InFeatures} neurons.");
        }
        else if (_input.Size != InFeatures)
        {
            faults.Add($"Synapse '{Name}' has {InFeatures} inputs, its source '{_input.Source.Name}' {_input.Size} neurons; make them equal.");
        }

        if (Target is null)
        {
            faults.Add($"Synapse '{Name}' has no target; pass its handle to the Forward of a layer of {OutFeatures} neurons.");
        }
        else if (Target.Size != OutFeatures)
        {
            faults.Add($"Synapse '{Name}' has {OutFeatures} outputs, its target '{Target.Name}' {Target.Size} neurons; make them equal.");
        }
    }

    internal override void Run(ForwardPass pass) =>
        pass.Fill(Handle.GradedSpikes, SynapseProduct.Apply(pass.Tape, pass[_input!.Spikes], Weight, _input.Source is not InputNeuron));
}
