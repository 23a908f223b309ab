namespace Bss2.Trainer.FrontEnd;

/// <summary>A layer of integrate-and-fire neurons without leak, starting at reset. Numerics alone: chip populations always leak.</summary>
public sealed class IAFNeuron(int size, Experiment experiment, string? name = null) : Neuron(size, experiment, name, "iaf")
{
    private protected override bool Leaky => false;
}
