namespace Bss2.Trainer.FrontEnd;

/// <summary>Names one observable of one module; a <see cref="ForwardPass"/> holds its tensor once the pass has run.</summary>
public sealed class TensorHandle
{
    internal TensorHandle(int index, string name) => (Index, Name) = (index, name);

    internal int Index { get; }

    /// <summary>Module and observable, e.g. <c>hidden.spikes</c>.</summary>
    public string Name { get; }
}

/// <summary>What a spiking layer or an input promises: its observables, each [time, sample, neuron].</summary>
public sealed class NeuronHandle
{
    internal NeuronHandle(NetworkModule source, int size)
    {
        (Source, Size) = (source, size);
        Spikes = source.NewTensor("spikes");
        MembraneCadc = source.NewTensor("membraneCadc");
        Current = source.NewTensor("current");
    }

    internal NetworkModule Source { get; }

    public int Size { get; }

    /// <summary>0 or 1.</summary>
    public TensorHandle Spikes { get; }

    /// <summary>Membrane in model units: measured by the column ADC and scaled, or integrated. None for inputs.</summary>
    public TensorHandle MembraneCadc { get; }

    /// <summary>Synaptic current of the numerics. None for inputs.</summary>
    public TensorHandle Current { get; }

    /// <summary>Older name of <see cref="MembraneCadc"/>.</summary>
    public TensorHandle VCadc => MembraneCadc;
}

/// <summary>What a readout layer promises, each [time, sample, neuron].</summary>
public sealed class ReadoutNeuronHandle
{
    internal ReadoutNeuronHandle(NetworkModule source, int size)
    {
        Size = size;
        MembraneCadc = source.NewTensor("membraneCadc");
        Current = source.NewTensor("current");
    }

    public int Size { get; }

    /// <summary>Membrane in model units: measured by the column ADC and scaled, or integrated.</summary>
    public TensorHandle MembraneCadc { get; }

    /// <summary>Synaptic current of the numerics.</summary>
    public TensorHandle Current { get; }

    /// <summary>Older name of <see cref="MembraneCadc"/>.</summary>
    public TensorHandle VCadc => MembraneCadc;
}

/// <summary>What a synapse layer promises.</summary>
public sealed class SynapseHandle
{
    internal SynapseHandle(Synapse source) => (Source, GradedSpikes) = (source, source.NewTensor("gradedSpikes"));

    internal Synapse Source { get; }

    /// <summary>[time, sample, target], spikes times weights.</summary>
    public TensorHandle GradedSpikes { get; }
}
