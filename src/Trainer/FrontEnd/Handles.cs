namespace Bss2.Trainer.FrontEnd;

/// <summary>Names one observable of one module; a <see cref="ForwardPass"/> holds its tensor once the pass has run.</summary>
public sealed class TensorHandle
{
    internal TensorHandle(int index, NetworkModule module, Observable observable) => (Index, Module, Observable) = (index, module, observable);

    internal int Index { get; }

    internal NetworkModule Module { get; }

    internal Observable Observable { get; }

    /// <summary>Module and observable, e.g. <c>hidden.spikes</c>.</summary>
    public string Name => $"{Module.Name}.{char.ToLowerInvariant(Observable.ToString()[0])}{Observable.ToString()[1..]}";
}

/// <summary>What a tensor handle stands for.</summary>
internal enum Observable
{
    Spikes = 0,
    MembraneCadc = 1,
    Current = 2,
    GradedSpikes = 3,
}

/// <summary>The membrane ADC's trace of a layer's recorded neuron. It is not on the time grid, so there is no tensor: <see cref="ForwardPass.RawMadc"/>.</summary>
public sealed class MadcHandle
{
    internal MadcHandle(NeuronLayer layer) => Layer = layer;

    internal NeuronLayer Layer { get; }

    /// <summary>Module and observable, e.g. <c>lif.membraneMadc</c>.</summary>
    public string Name => $"{Layer.Name}.membraneMadc";
}

/// <summary>What a spiking layer or an input promises: its observables, each [time, sample, neuron].</summary>
public sealed class NeuronHandle
{
    internal NeuronHandle(NetworkModule source, int size)
    {
        (Source, Size) = (source, size);
        Spikes = source.NewTensor(Observable.Spikes);
        MembraneCadc = source.NewTensor(Observable.MembraneCadc);
        Current = source.NewTensor(Observable.Current);
        MembraneMadc = source is NeuronLayer layer ? new MadcHandle(layer) : null;
    }

    internal NetworkModule Source { get; }

    public int Size { get; }

    /// <summary>0 or 1.</summary>
    public TensorHandle Spikes { get; }

    /// <summary>Membrane in model units: measured by the column ADC and scaled, or integrated. None for inputs.</summary>
    public TensorHandle MembraneCadc { get; }

    /// <summary>Synaptic current of the numerics. None for inputs.</summary>
    public TensorHandle Current { get; }

    /// <summary>Raw trace of the neuron that the membrane ADC records. None (null) for inputs.</summary>
    public MadcHandle? MembraneMadc { get; }

    /// <summary>Older name of <see cref="MembraneCadc"/>.</summary>
    public TensorHandle VCadc => MembraneCadc;

    /// <summary>Older name of <see cref="MembraneMadc"/>.</summary>
    public MadcHandle? VMadc => MembraneMadc;
}

/// <summary>What a readout layer promises, each [time, sample, neuron].</summary>
public sealed class ReadoutNeuronHandle
{
    internal ReadoutNeuronHandle(NeuronLayer source, int size)
    {
        Size = size;
        MembraneCadc = source.NewTensor(Observable.MembraneCadc);
        Current = source.NewTensor(Observable.Current);
        MembraneMadc = new MadcHandle(source);
    }

    public int Size { get; }

    /// <summary>Membrane in model units: measured by the column ADC and scaled, or integrated.</summary>
    public TensorHandle MembraneCadc { get; }

    /// <summary>Synaptic current of the numerics.</summary>
    public TensorHandle Current { get; }

    /// <summary>Raw trace of the neuron that the membrane ADC records.</summary>
    public MadcHandle MembraneMadc { get; }

    /// <summary>Older name of <see cref="MembraneCadc"/>.</summary>
    public TensorHandle VCadc => MembraneCadc;

    /// <summary>Older name of <see cref="MembraneMadc"/>.</summary>
    public MadcHandle VMadc => MembraneMadc;
}

/// <summary>What a synapse layer promises.</summary>
public sealed class SynapseHandle
{
    internal SynapseHandle(Synapse source) => (Source, GradedSpikes) = (source, source.NewTensor(Observable.GradedSpikes));

    internal Synapse Source { get; }

    /// <summary>[time, sample, target], spikes times weights.</summary>
    public TensorHandle GradedSpikes { get; }
}
