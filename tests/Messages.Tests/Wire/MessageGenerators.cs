using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Messages.Tests.Wire;

/// <summary>Valid messages of every type and of all sizes that the ranges permit, empty ones included.</summary>
internal static class MessageGenerators
{
    private const int LastInput = 4000;

    public static Gen<object> Any => Gen.OneOf(
        Boxed(Batch(Samples)), Boxed(Gen.SelectMany(Samples, PopulationSpikes)), Boxed(Gen.SelectMany(Samples, samples => Vectors(samples, samples, -128, 127))), Boxed(Transfer), Boxed(Frame), Boxed(Targets), Boxed(Chip),
        Boxed(Population("p")), Boxed(Network), Boxed(Configuration), Boxed(Command), Boxed(Gen.SelectMany(Samples, Trace)), Boxed(Gen.SelectMany(Samples, MadcTrace)), Boxed(Health),
        Boxed(Recording), Boxed(Failed), Boxed(Link), Boxed(OneChip), Gen.Constant<object>(new WhoIsThere()), Boxed(Node), Boxed(Trainer), Boxed(Passage.Select(reason => new NodeRefused(reason))),
        Boxed(ClusterRack), Boxed(Wanted), Boxed(Order), Boxed(Name.Select(training => new TrainingEnded(training))), Boxed(Job), Boxed(FailedJob));

    private static Gen<int> Samples => Gen.Choose(0, 5);

    private static Gen<int> Count => Gen.Elements(0, 1, 127, 128, 255, 256, 65_535, 65_536, int.MaxValue);

    private static Gen<long> LongCount => Gen.Elements(0L, 1, 1L << 31, 1L << 32, long.MaxValue);

    private static Gen<int> CountFromOne => Count.Select(count => Math.Max(count, 1));

    private static Gen<string> Name => Gen.Elements("a", "node-1.rack_2", new string('Z', 64), "0");

    private static Gen<string> Line => Gen.Elements("", "2.1.0+3f2a", "§ µ \U0001F9E0", new string('é', 256));

    private static Gen<string> Passage => Gen.Elements("", "two\nlines\tand a tab", new string('x', 65_536));

    private static Gen<BlockId> Block =>
        from run in LongCount
        from block in Count
        from attempt in Count
        select new BlockId(run, block, attempt);

    private static Gen<RunKey> Key =>
        from seed in Gen.Elements(0ul, 1ul, 1ul << 63, ulong.MaxValue)
        from phase in Gen.Elements(Enum.GetValues<RunPhase>())
        from update in Count
        select new RunKey(seed, phase, update);

    private static Gen<SpikeTransfer> Transfer =>
        from block in Block
        from window in Count
        from port in Gen.Elements(Enum.GetValues<SpikePort>())
        from source in Gen.Choose(0, 3)
        from spikes in Batch(Samples)
        select new SpikeTransfer(block, window, port, source, spikes);

    private static Gen<MembraneFrame> Frame =>
        from block in Block
        from key in Key
        from columns in Gen.Choose(0, 127).ArrayOf()
        from points in Gen.Choose(0, 4)
        from samples in Samples
        let rising = columns.Distinct().Order().ToArray()
        from membranes in Gen.Choose(-2000, 40_000).ArrayOf(samples * points * rising.Length)
        select new MembraneFrame(
            block, key, 3, 2, rising, points, Ticks(samples * points), [.. membranes.Select(value => value / 128f)]);

    private static Gen<CircuitTargets> Targets =>
        from potential in Gen.Choose(50, 160)
        from time in Gen.Choose(50, 3000)
        from holdoff in Gen.Choose(0, 50)
        from code in Gen.Choose(30, 800)
        from capacitance in Gen.Choose(0, 63)
        from current in Gen.Choose(-1022, 1022)
        select new CircuitTargets(
            potential, 210 - potential, potential + 60, time / 50.0, time / 100.0, 0.3 + (time / 110.0), time / 100.0, holdoff / 100.0, code, code + 222, capacitance, current);

    private static Gen<ChipSettings> Chip =>
        from serial in Gen.Elements(int.MinValue, -1, 0, 1, int.MaxValue)
        from enabled in Gen.Choose(0, (int)Imperfections.All)
        from step in Gen.Choose(10, 250)
        from period in Gen.OneOf(Gen.Constant(0), Gen.Choose(425, 100_000))
        select new ChipSettings(new ChipSerial(serial), (Imperfections)enabled, step, period);

    private static Gen<NetworkSpec> Network =>
        from names in Gen.Choose(0, 4).Select(count => Enumerable.Range(0, count).Select(i => $"layer {i} µ").ToArray())
        from populations in Gen.CollectToArray(names, Population)
        from ends in Gen.Choose(0, Math.Max(0, names.Length - 1)).Two().ArrayOf(names.Length)
        select new NetworkSpec(
            populations,
            [.. ends.Select((pair, i) => new ProjectionSpec($"projection {i}", new PopulationId(pair.Item1), new PopulationId(pair.Item2), 1 + (999 * i)))]);

    private static Gen<RackConfiguration> Configuration =>
        from version in Count
        from network in Network
        from chips in Gen.Choose(1, 3).SelectMany(count => Chip.ArrayOf(count))
        from weights in Gen.CollectToArray(Enumerable.Range(0, network.Projections.Length), index => Weights(network, index))
        select new RackConfiguration(version, network, [.. chips.Select((chip, i) => new RackChip($"chip-{i}", chip))], weights);

    private static Gen<RunBlock> Command =>
        from block in Block
        from key in Key
        from version in Count
        from extra in Gen.Choose(1, 1_000_000)
        from samples in Samples
        from inputs in Populations(samples)
        from vectors in Vectors(samples, 0, 31)
        select new RunBlock(block, key, 7, version, new HardwareTicks(LastInput + extra), inputs) { Vectors = vectors };

    private static Gen<BlockHealth> Health =>
        from input in LongCount
        from output in LongCount
        from dropped in LongCount
        select new BlockHealth(input, output, dropped);

    private static Gen<BlockRecording> Recording =>
        from block in Block
        from first in Count
        from samples in Samples
        from spikes in Populations(samples)
        from traces in Gen.Choose(0, 3).SelectMany(count => Trace(samples).ArrayOf(count))
        from madc in Gen.Choose(0, 2).SelectMany(count => MadcTrace(samples).ArrayOf(count))
        from health in Health
        from results in Vectors(samples, -128, 127)
        select new BlockRecording(block, first, spikes, traces, madc, health) { Results = results };

    private static Gen<LinkSpikes> Link =>
        from block in Block
        from version in Count
        from target in Count
        from spikes in Gen.SelectMany(Samples, PopulationSpikes)
        select new LinkSpikes(block, version, target, spikes);

    private static Gen<ChipRecording> OneChip =>
        from chip in Count
        from recording in Recording
        select new ChipRecording(chip, recording);

    private static Gen<BlockFailed> Failed =>
        from block in Block
        from first in Count
        from reason in Gen.Elements("", "a", new string('é', 40), new string('→', 100), new string('x', 70_000), "tab\t \U0001F9E0")
        select new BlockFailed(block, first, reason);

    private static Gen<NodeAnnounced> Node =>
        from name in Name
        from protocol in CountFromOne
        from version in Line
        from cores in CountFromOne
        from replicas in CountFromOne
        from draining in Gen.Elements(true, false)
        select new NodeAnnounced(name, protocol, version, cores, replicas, draining);

    private static Gen<TrainerAnnounced> Trainer =>
        from name in Name
        from protocol in CountFromOne
        from version in Line
        from activity in Line
        select new TrainerAnnounced(name, protocol, version, activity);

    private static Gen<ClusterConfiguration> ClusterRack =>
        from training in Name
        from configuration in Configuration
        from count in Gen.Choose(0, 4)
        from pins in Name.ArrayOf(count)
        select new ClusterConfiguration(training, configuration, pins);

    private static Gen<ConfigurationWanted> Wanted =>
        from training in Name
        from version in Count
        select new ConfigurationWanted(training, version);

    private static Gen<BlockOrder> Order =>
        from training in Name
        from command in Command
        select new BlockOrder(training, command);

    private static Gen<TrainingJob> Job =>
        from id in Gen.Elements("a", "3f2a-YinYang", new string('-', 64))
        from experiment in Name
        from count in Gen.Choose(0, 20)
        from keys in Name.ArrayOf(count)
        from values in Passage.ArrayOf(count)
        from submitted in LongCount
        from submitter in Line
        select new TrainingJob(id, experiment, [.. keys.Zip(values, (key, value) => new JobSetting(key, value))], submitted, submitter);

    private static Gen<JobFailed> FailedJob =>
        from job in Job
        from reason in Passage
        from trainer in Name
        from failed in LongCount
        select new JobFailed(job, reason, trainer, failed);

    private static Gen<SpikeBatch> Batch(Gen<int> samples) =>
        from count in samples
        from perSample in Gen.Choose(0, LastInput / 2).ArrayOf().ArrayOf(count)
        select BatchOf(perSample);

    private static SpikeBatch BatchOf(int[][] halfTicks)
    {
        int[] offsets = [0, .. halfTicks.Select((_, i) => halfTicks.Take(i + 1).Sum(sample => sample.Length))];
        int[] ticks = [.. halfTicks.SelectMany(sample => sample.Order().Select(half => 2 * half))];
        return new SpikeBatch(offsets, ticks, [.. ticks.Select((tick, i) => (ushort)((tick * 31) + i))]);
    }

    private static Gen<PopulationSpikes> PopulationSpikes(int samples) =>
        from population in Count
        from spikes in Batch(Gen.Constant(samples))
        select new PopulationSpikes(new PopulationId(population), spikes);

    private static Gen<PopulationSpikes[]> Populations(int samples) =>
        from count in Gen.Choose(0, 3)
        from entries in Gen.CollectToArray(Enumerable.Range(0, count), _ => PopulationSpikes(samples))
        select entries.Select((entry, i) => entry with { Population = new PopulationId(i) }).ToArray();

    private static Gen<PopulationVectors> Vectors(int samples, int population, int lowest, int highest) =>
        from perSample in Gen.Choose(1, 4)
        from size in Gen.Choose(1, 40)
        from values in Gen.Choose(lowest, highest).ArrayOf(samples * perSample * size)
        select new PopulationVectors(new PopulationId(population), perSample, size, [.. values.Select(value => (sbyte)value)]);

    private static Gen<PopulationVectors[]> Vectors(int samples, int lowest, int highest) =>
        from count in Gen.Choose(0, 3)
        from entries in Gen.CollectToArray(Enumerable.Range(0, count), i => Vectors(samples, i, lowest, highest))
        select entries;

    private static Gen<CadcTrace> Trace(int samples) =>
        from population in Count
        from neurons in Gen.Choose(0, 65_535).ArrayOf()
        from points in Gen.Choose(1, 4)
        from codes in Gen.Choose(-128, 127).ArrayOf(samples * points * neurons.Length)
        select new CadcTrace(new PopulationId(population), neurons, points, Ticks(samples * points), [.. codes.Select(code => (sbyte)code)]);

    private static Gen<MadcTrace> MadcTrace(int samples) =>
        from population in Count
        from neuron in Gen.Choose(0, 65_535)
        from points in Gen.Choose(1, 4)
        from codes in Gen.Choose(0, 1023).ArrayOf(samples * points)
        select new MadcTrace(new PopulationId(population), neuron, points, Ticks(samples * points), [.. codes.Select(code => (ushort)code)]);

    private static Gen<PopulationSpec> Population(string name) =>
        from kind in Gen.Elements(Enum.GetValues<PopulationKind>())
        from size in Gen.Choose(1, 40)
        from targets in Targets
        from perNeuron in Targets.ArrayOf(size)
        from sampled in Gen.Choose(0, size - 1).ArrayOf()
        from flags in Gen.Choose(0, 63)
        from circuits in Gen.Choose(0, 511).ArrayOf(size)
        from chip in Gen.Elements(null, "", "left", "µ")
        let placed = kind != PopulationKind.Input
        select new PopulationSpec(
            name,
            kind,
            size,
            placed && (flags & 8) == 0 ? targets : null,
            (flags & 1) != 0,
            (flags & 2) != 0,
            (flags & 4) != 0 ? circuits : null,
            chip,
            placed && (flags & 16) != 0 ? sampled : null,
            placed && (flags & 8) != 0 ? perNeuron : null,
            (CadcPlacement)(flags >> 5));

    private static Gen<ProjectionWeights> Weights(NetworkSpec network, int index)
    {
        ProjectionSpec projection = network.Projections[index];
        int count = network.Populations[projection.Source.Value].Size * network.Populations[projection.Target.Value].Size;
        return Gen.Choose(-63, 63).ArrayOf(count).Select(values => new ProjectionWeights(index, [.. values.Select(value => (sbyte)value)]));
    }

    private static int[] Ticks(int count) => [.. Enumerable.Range(0, count).Select(i => 500 * i)];

    private static Gen<object> Boxed<T>(Gen<T> generator)
        where T : class => generator.Select(object (message) => message);
}
