using Bss2.Chip.Placement;
using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// Emulated chips that experiments run on in this process: what <c>hxtorch.init_hardware()</c> is in Python. It counts its runs, and each run draws fresh
/// trial-to-trial noise; the same runs in the same order on another object with the same chips and seed record the same bytes. Several experiments may
/// share it, one after the other; not for several threads at once.
/// </summary>
public sealed class EmulatedHardware
{
    private readonly RackEmulator _rack = new();
    private readonly RackChip[] _chips;
    private RackConfiguration? _configuration;
    private int _version;

    /// <summary>One chip.</summary>
    /// <param name="serial">Serial number, which decides all mismatch.</param>
    /// <param name="enabled">The imperfections that are on.</param>
    /// <param name="seed">Seed of the noise.</param>
    public EmulatedHardware(int serial = 1, Imperfections enabled = Imperfections.All, ulong seed = 0)
        : this(new ChipSettings(new ChipSerial(serial), enabled), seed)
    {
    }

    /// <summary>One chip with all its settings.</summary>
    public EmulatedHardware(ChipSettings chip, ulong seed = 0)
        : this([new RackChip("chip", chip)], seed)
    {
    }

    /// <summary>Several chips; layers name theirs (<see cref="NeuronLayer.Chip"/>).</summary>
    public EmulatedHardware(RackChip[] chips, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(chips);
        (_chips, Seed) = ([.. chips], seed);
    }

    /// <summary>Seed of the noise.</summary>
    public ulong Seed { get; }

    /// <summary>Why runs happen, part of the key of their noise: measurements, unless pictures are drawn during a training.</summary>
    public RunPhase Phase { get; init; } = RunPhase.Measure;

    /// <summary>Runs made so far, part of the key of the next run's noise.</summary>
    public int RunCount { get; private set; }

    /// <summary>Runs all samples of a batch.</summary>
    /// <exception cref="PlacementException">Network, weights and chips do not fit; holds all faults.</exception>
    /// <exception cref="ArgumentException">A converter cannot record a run of this length.</exception>
    internal MeasuredBatch Run(NetworkSpec network, ProjectionWeights[] weights, HardwareTicks duration, PopulationSpikes[] inputs)
    {
        Configure(network, weights);
        var block = new RunBlock(new BlockId(RunCount, 0, 0), new RunKey(Seed, Phase, RunCount), 0, _version, duration, inputs);
        var recording = _rack.Run(block);
        RunCount++;
        return new MeasuredBatch(recording.Spikes, recording.Cadc, recording.Madc);
    }

    private void Configure(NetworkSpec network, ProjectionWeights[] weights)
    {
        var placed = ReferenceEquals(_configuration?.Network, network);
        if (placed && weights.Zip(_configuration!.Weights, (a, b) => a.Values.AsSpan().SequenceEqual(b.Values)).All(same => same))
        {
            return;
        }

        if (!placed)
        {
            // The emulator stops at the first part with faults; this finds those of all.
            RackPlacer.Place(network, _chips, weights);
        }

        _configuration = null;
        var configuration = new RackConfiguration(_version + 1, network, _chips, weights);
        _rack.Configure(configuration);
        (_configuration, _version) = (configuration, _version + 1);
    }
}
