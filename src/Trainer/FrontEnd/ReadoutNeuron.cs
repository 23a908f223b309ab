using Bss2.Messages.Experiment;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>A layer of leaky integrators that do not spike: on the model side <see cref="CubaLi"/>, on the chip circuits with the comparator off.</summary>
public sealed class ReadoutNeuron : NeuronLayer
{
    private readonly ReadoutNeuronHandle _handle;

    public ReadoutNeuron(int size, Experiment experiment, string? name = null)
        : base(size, experiment, name, "readout") => _handle = new ReadoutNeuronHandle(this, size);

    private protected override PopulationKind Kind => PopulationKind.LeakyIntegrator;

    private protected override bool RecordsSpikes => false;

    private protected override CubaParameters Parameters =>
        new(TauMem.ModelValue.ToArray(), TauSyn.ModelValue.ToArray(), Leak.ModelValue.ToArray(), [1], [0]);

    /// <summary>Connects synapses onto the layer. Further calls add synapses and return the same handle.</summary>
    public ReadoutNeuronHandle Forward(params ReadOnlySpan<SynapseHandle> inputs)
    {
        ConnectInputs(inputs);
        return _handle;
    }

    internal override void Run(ForwardPass pass)
    {
        var membrane = MeasuredMembrane(pass);
        var outputs = CubaLi.Apply(pass.Tape, GradedInput(pass), Constants, membrane);
        pass.Fill(_handle.MembraneCadc, outputs.Membrane);
        pass.Fill(_handle.Current, outputs.Current);
    }
}
