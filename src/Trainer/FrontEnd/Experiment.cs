using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// A network and its time step, in the vocabulary of hxtorch.snn. Modules register themselves; connecting them yields handles. The graph is declared
/// once: the first <see cref="ForwardPass"/>, <see cref="Network"/> or <see cref="HardwareWeights"/> checks it and closes it.
/// </summary>
public sealed class Experiment
{
    private readonly List<NetworkModule> _modules = [];
    private readonly Lazy<NetworkModule[]> _order;
    private NetworkSpec? _network;

    /// <param name="dt">Length of a time step in seconds.</param>
    /// <param name="seed">Seed of the synapses' initial weights.</param>
    /// <param name="hardware">The chips that <see cref="Run(int, ReadOnlySpan{InputSpikes})"/> runs on; null for the numerics alone, hxtorch's mock mode.</param>
    public Experiment(double dt = 1e-6, ulong seed = 0, EmulatedHardware? hardware = null)
    {
        if (!(dt > 0) || !double.IsFinite(dt))
        {
            throw new ArgumentOutOfRangeException(nameof(dt), dt, "The time step must be a positive number of seconds, e.g. 2e-6.");
        }

        (Dt, Seed, Hardware) = (dt, seed, hardware);
        _order = new Lazy<NetworkModule[]>(Close);
    }

    /// <summary>Length of a time step in seconds.</summary>
    public double Dt { get; }

    /// <summary>Seed of the synapses' initial weights.</summary>
    public ulong Seed { get; }

    /// <summary>The chips, or null for the numerics alone.</summary>
    public EmulatedHardware? Hardware { get; }

    /// <summary>The calibration of all layers, where one was loaded.</summary>
    public CircuitTargets? Calibration { get; private set; }

    internal IReadOnlyList<NetworkModule> Modules => _modules;

    internal int TensorCount { get; private set; }

    /// <summary>Modules so that each stands after its sources.</summary>
    internal IReadOnlyList<NetworkModule> Order => _order.Value;

    /// <summary>Length of a sample's run on the chip for a number of time steps.</summary>
    public HardwareTicks Duration(int steps) => new TimeGrid(Dt, steps).Duration;

    /// <summary>
    /// Loads a calibration, <c>spiking</c>, <c>spiking2</c> or a file (<see cref="CalibrationFile"/>). As in hxtorch it takes the place of all layers' hardware
    /// values; those of the numerics stay.
    /// </summary>
    /// <exception cref="InvalidDataException">There is no such calibration, or the file is wrong.</exception>
    public void LoadCalibration(string nameOrPath)
    {
        RequireOpen();
        Calibration = CalibrationFile.Load(nameOrPath);
    }

    /// <summary>Runs the network for a number of time steps: hxtorch's <c>hxsnn.run(exp, steps)</c>. The number of samples is that of the inputs, 1 if all samples get the same.</summary>
    public ForwardPass Run(int steps, params ReadOnlySpan<InputSpikes> inputs)
    {
        var samples = 1;
        foreach (var input in inputs)
        {
            samples = input.SampleCount ?? samples;
        }

        return Run(steps, samples, inputs);
    }

    /// <summary>
    /// Runs the network on its <see cref="Hardware"/>, then the numerics with what was recorded; without hardware the numerics alone. Handles have their
    /// tensors in the pass that is returned, which is not used again by later runs. Each run draws fresh noise.
    /// </summary>
    /// <param name="steps">Time steps.</param>
    /// <param name="samples">Samples, each a run of the chip of its own.</param>
    /// <param name="inputs">Spikes of each input population.</param>
    /// <exception cref="ArgumentException">Inputs do not fit; holds all faults.</exception>
    /// <exception cref="InvalidOperationException">The network or its parameters are wrong; holds all faults.</exception>
    /// <exception cref="Bss2.Chip.Placement.PlacementException">The chips cannot hold the network; holds all faults.</exception>
    public ForwardPass Run(int steps, int samples, params ReadOnlySpan<InputSpikes> inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        var network = Hardware is null ? null : Network();
        var pass = CreatePass();
        InputSpikes.Check(this, steps, samples, inputs);
        pass.Begin(steps, samples);
        var spikes = new List<PopulationSpikes>();
        foreach (var input in inputs)
        {
            var tensor = pass.Input(input.Input);
            input.Fill(tensor);
            spikes.Add(input.Input.ForChip(tensor));
        }

        pass.Run(Hardware?.Run(network!, HardwareWeights(), Duration(steps), [.. spikes]), 0);
        return pass;
    }

    /// <summary>A workspace for running the network: one for each thread.</summary>
    public ForwardPass CreatePass() => new(this);

    /// <summary>
    /// Runs the numerics of all modules on the inputs of <paramref name="pass"/> and fills its handles; recordings of a chip, where given, are
    /// injected (sample <paramref name="firstSample"/> of the batch is the pass's first).
    /// </summary>
    public void Run(ForwardPass pass, MeasuredBatch? measured = null, int firstSample = 0)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (!ReferenceEquals(pass.Experiment, this))
        {
            throw new ArgumentException("The pass was made for another experiment; use this experiment's CreatePass.", nameof(pass));
        }

        pass.Run(measured, firstSample);
    }

    /// <summary>The network as the chip sees it: populations and projections in order of declaration. Throws where the chip has no such circuit.</summary>
    public NetworkSpec Network()
    {
        if (_network is null)
        {
            var faults = new List<string>();
            foreach (var module in _modules)
            {
                module.Check(faults);
                module.CheckHardware(faults);
            }

            SharedCircuits.Check([.. _modules.OfType<NeuronLayer>()], faults);
            Throw(faults);
            _ = Order;
            _network = new NetworkSpec([.. Populations.Select(p => p.Spec())], [.. Projections.Select(p => p.Spec())]);
        }

        return _network;
    }

    /// <summary>The weights as integers of the chip, one entry for each projection.</summary>
    public ProjectionWeights[] HardwareWeights()
    {
        _ = Order;
        return [.. Projections.Select((synapse, k) => new ProjectionWeights(k, synapse.HardwareWeights()))];
    }

    internal IEnumerable<Population> Populations => _modules.OfType<Population>();

    internal IEnumerable<Synapse> Projections => _modules.OfType<Synapse>();

    internal void Add(NetworkModule module)
    {
        RequireOpen();
        if (_modules.Any(m => m.Name == module.Name))
        {
            throw new ArgumentException($"There is already a module '{module.Name}'; names must be unique within an experiment.");
        }

        _modules.Add(module);
    }

    internal void RequireOpen()
    {
        if (_order.IsValueCreated)
        {
            throw new InvalidOperationException("The experiment has run already: declare and connect all modules before the first pass.");
        }
    }

    internal TensorHandle NewTensor(NetworkModule module, Observable observable) => new(TensorCount++, module, observable);

    private NetworkModule[] Close()
    {
        var faults = new List<string>();
        foreach (var module in _modules)
        {
            module.Check(faults);
        }

        Throw(faults);
        var order = new List<NetworkModule>(_modules.Count);
        var waiting = new List<NetworkModule>(_modules);
        while (waiting.Count > 0)
        {
            var ready = waiting.Find(m => m.Sources.All(order.Contains));
            if (ready is null)
            {
                throw new InvalidOperationException($"The network has a cycle: {DescribeCycle(waiting, order)}. A pass runs modules one after another; remove one of these connections.");
            }

            waiting.Remove(ready);
            order.Add(ready);
        }

        return [.. order];
    }

    // Walking back along sources that wait must come round, as there are finitely many.
    private static string DescribeCycle(List<NetworkModule> waiting, List<NetworkModule> order)
    {
        var path = new List<NetworkModule>();
        var at = waiting[0];
        while (!path.Contains(at))
        {
            path.Add(at);
            at = at.Sources.First(s => !order.Contains(s));
        }

        path.RemoveRange(0, path.IndexOf(at));
        path.Reverse();
        return string.Join(" -> ", path.Append(path[0]).Select(m => $"'{m.Name}'"));
    }

    private static void Throw(List<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        }
    }
}
