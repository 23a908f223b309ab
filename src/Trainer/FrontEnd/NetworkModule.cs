namespace Bss2.Trainer.FrontEnd;

/// <summary>A part of a network: inputs, synapses or neurons. Declared once, then only read, by any number of passes.</summary>
public abstract class NetworkModule
{
    private readonly List<NetworkModule> _sources = [];

    private protected NetworkModule(Experiment experiment, string? name, string kind)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        Experiment = experiment;
        Name = name ?? $"{kind}{experiment.Modules.Count}";
        experiment.Add(this);
    }

    public Experiment Experiment { get; }

    /// <summary>Unique within the experiment.</summary>
    public string Name { get; }

    /// <summary>The modules whose outputs this one reads.</summary>
    internal IReadOnlyList<NetworkModule> Sources => _sources;

    internal TensorHandle NewTensor(Observable observable) => Experiment.NewTensor(this, observable);

    private protected void Connect(NetworkModule source)
    {
        if (!ReferenceEquals(source.Experiment, Experiment))
        {
            throw new ArgumentException($"'{source.Name}' and '{Name}' belong to different experiments; declare both in one.", nameof(source));
        }

        Experiment.RequireOpen();
        _sources.Add(source);
    }

    /// <summary>Adds what is wrong with this module, each with actual and permitted values.</summary>
    internal abstract void Check(List<string> faults);

    /// <summary>Adds what of this module a chip does not permit, each with actual and permitted values. Also called for modules that have faults otherwise.</summary>
    internal virtual void CheckHardware(List<string> faults)
    {
    }

    /// <summary>Runs the module's numerics on the tensors of a pass.</summary>
    internal abstract void Run(ForwardPass pass);
}
