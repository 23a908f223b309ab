using Bss2.Chip.Blocks;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;

namespace Bss2.Chip.Tests;

/// <summary>Networks, weights and blocks that several tests use.</summary>
internal static class Networks
{
    public static PopulationSpec Input(string name, int size) => new(name, PopulationKind.Input, size);

    public static PopulationSpec Lif(string name, int size, int[]? circuits = null) =>
        new(name, PopulationKind.LeakyIntegrateAndFire, size, CircuitTargets.Spiking2, Circuits: circuits);

    public static PopulationSpec Li(string name, int size, int[]? circuits = null) =>
        new(name, PopulationKind.LeakyIntegrator, size, CircuitTargets.Spiking2, Circuits: circuits);

    public static ProjectionSpec Join(int source, int target) => new($"{source}-{target}", new PopulationId(source), new PopulationId(target));

    /// <summary>Inputs, one LIF layer from circuit 0, three readouts on the bottom half: the shape of the Yin-Yang network.</summary>
    public static NetworkSpec Layered(int inputs, int hidden) => new(
        [Input("input", inputs), Lif("hidden", hidden), Li("readout", 3, [256, 257, 258])],
        [Join(0, 1), Join(1, 2)]);

    /// <summary>Deterministic weights that make a part of the neurons fire.</summary>
    public static ProjectionWeights[] Weights(NetworkSpec network, int seed = 1)
    {
        var random = new Random(seed);
        return [.. network.Projections.Select((p, j) =>
        {
            var count = network.Populations[p.Source.Value].Size * network.Populations[p.Target.Value].Size;
            return new ProjectionWeights(j, [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-30, 64))]);
        })];
    }

    /// <summary>The same weight everywhere.</summary>
    public static ProjectionWeights[] Uniform(NetworkSpec network, params sbyte[] values) =>
        [.. network.Projections.Select((p, j) => new ProjectionWeights(
            j, [.. Enumerable.Repeat(values[j], network.Populations[p.Source.Value].Size * network.Populations[p.Target.Value].Size)]))];

    public static ChipConfiguration Configuration(NetworkSpec network, Imperfections enabled, ProjectionWeights[]? weights = null, int version = 1) =>
        new(version, network, new ChipSettings(new ChipSerial(7), enabled), weights ?? Weights(network));

    /// <summary>Consecutive samples with two random spikes of every input, cut from a batch that only depends on positions.</summary>
    public static RunBlock Block(NetworkSpec network, int firstSample, int samples, int version = 1, int number = 0) => new(
        new BlockId(1, number, 0),
        new RunKey(5, RunPhase.Train, 3),
        firstSample,
        version,
        HardwareTicks.From(new Microseconds(40)),
        [.. network.Populations.Select((p, i) => (p, i)).Where(x => x.p.Kind == PopulationKind.Input)
            .Select(x => new PopulationSpikes(new PopulationId(x.i), RandomSpikes(x.p.Size, firstSample, samples)))]);

    /// <summary>A block of one sample with chosen spikes (tick, neuron) of the only input population.</summary>
    public static RunBlock Single(double microseconds, params (int Tick, int Neuron)[] spikes) => new(
        new BlockId(1, 0, 0),
        new RunKey(5, RunPhase.Train, 3),
        0,
        1,
        HardwareTicks.From(new Microseconds(microseconds)),
        [new PopulationSpikes(new PopulationId(0), new SpikeBatch([0, spikes.Length], [.. spikes.Select(s => s.Tick)], [.. spikes.Select(s => (ushort)s.Neuron)]))]);

    private static SpikeBatch RandomSpikes(int size, int firstSample, int samples)
    {
        var (offsets, ticks, labels) = (new List<int> { 0 }, new List<int>(), new List<ushort>());
        for (var sample = firstSample; sample < firstSample + samples; sample++)
        {
            var random = new Random(sample);
            var spikes = Enumerable.Range(0, 2 * size).Select(i => (Tick: 2 * random.Next(0, 3500), Neuron: (ushort)(i % size))).Order().ToArray();
            ticks.AddRange(spikes.Select(s => s.Tick));
            labels.AddRange(spikes.Select(s => s.Neuron));
            offsets.Add(ticks.Count);
        }

        return new SpikeBatch([.. offsets], [.. ticks], [.. labels]);
    }
}
