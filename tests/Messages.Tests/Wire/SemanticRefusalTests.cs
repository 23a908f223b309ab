using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Messages.Units;
using Bss2.Messages.Wire;

namespace Bss2.Messages.Tests.Wire;

/// <summary>Well-formed bytes of messages that make no sense: the fault names the field, what is permitted and what was there.</summary>
public sealed class SemanticRefusalTests
{
    private static readonly SpikeBatch Empty = new([0, 0], [], []);
    private static readonly RackConfiguration Rack = (RackConfiguration)SampleMessages.ByName["rack-configuration/4"];
    private static readonly LinkSpikes Link = (LinkSpikes)SampleMessages.ByName["link-spikes/1"];
    private static readonly RunBlock Command = (RunBlock)SampleMessages.ByName["run-block/2"];
    private static readonly BlockRecording Recording = (BlockRecording)SampleMessages.ByName["block-recording/3"];
    private static readonly MembraneFrame Frame = (MembraneFrame)SampleMessages.ByName["membrane-frame/1"];
    private static readonly CadcTrace Trace = (CadcTrace)SampleMessages.ByName["cadc-trace/1"];
    private static readonly MadcTrace MadcTrace = (MadcTrace)SampleMessages.ByName["madc-trace/1"];
    private static readonly PopulationSpec Hidden = Rack.Network.Populations[1];

    private static readonly PopulationVectors Vectors = (PopulationVectors)SampleMessages.ByName["population-vectors/1"];

    private static readonly NodeAnnounced Node = (NodeAnnounced)SampleMessages.ByName["node-announced/1"];
    private static readonly ClusterConfiguration Cluster = (ClusterConfiguration)SampleMessages.ByName["cluster-configuration/3"];
    private static readonly TrainingJob Job = (TrainingJob)SampleMessages.ByName["training-job/1"];
    private static readonly JobFailed Failed = (JobFailed)SampleMessages.ByName["job-failed/1"];
    private const string Name = "1..64 letters, digits, hyphens, dots or underscores";
    private const string Training = "1..128 letters, digits, hyphens, dots or underscores";
    private const string Folder = "1..64 letters, digits or hyphens";
    private const string Line = "at most 256 characters without control characters";

    public static TheoryData<string, object, string, string> Cases { get; } = new()
    {
        { "SampleOffsets", new SpikeBatch([], [], []), "0 at the start", "no value" },
        { "SampleOffsets", new SpikeBatch([1, 1], [4], [1]), "0 at the start", "1" },
        { "SampleOffsets[2]", new SpikeBatch([0, 2, 1], [4, 6], [1, 1]), "at least 2, the offset before", "1" },
        { "SampleOffsets", new SpikeBatch([0, 3], [4, 6], [1, 1]), "2, the number of ticks, at the end", "3" },
        { "Labels", new SpikeBatch([0, 2], [4, 6], [1]), "2 values, one for each tick", "1" },
        { "Ticks[1]", new SpikeBatch([0, 2], [6, 4], [1, 1]), "at least 6, the tick before in sample 0", "4" },
        { "Port", new SpikeTransfer(default, 0, (SpikePort)4, 0, Empty), "an integer in 0..3", "4" },
        { "Window", new SpikeTransfer(default, -1, SpikePort.CrossbarToHost, 0, Empty), "an integer in 0..2147483647", "-1" },
        { "Block.Run", new SpikeTransfer(new BlockId(-1, 0, 0), 0, SpikePort.CrossbarToHost, 0, Empty), "an integer in 0..9223372036854775807", "-1" },
        { "Key.Phase", Frame with { Key = new RunKey(1, (RunPhase)9, 0) }, "an integer in 0..4", "9" },
        { "Quadrant", Frame with { Quadrant = 4 }, "an integer in 0..3", "4" },
        { "Columns[1]", Frame with { Columns = [5, 5] }, "a column in 6..127, in rising order", "5" },
        { "Columns[1]", Frame with { Columns = [5, 128] }, "a column in 6..127, in rising order", "128" },
        { "Ticks", Frame with { PointCount = 3 }, "a multiple of the 3 points of a sample", "2 values" },
        { "Ticks", Frame with { PointCount = 0 }, "a multiple of the 0 points of a sample", "2 values" },
        { "MembraneLsb", Frame with { MembraneLsb = [1] }, "4 values, 2 ticks of 2 columns", "1" },
        { "MembraneLsb[2]", Frame with { MembraneLsb = [1, 2, float.NaN, 4] }, "a finite number", "NaN or infinity" },
        { "ThresholdLsb", CircuitTargets.Spiking with { ThresholdLsb = 221 }, "a number in 50..220", "221" },
        { "LeakLsb", CircuitTargets.Spiking with { LeakLsb = double.NaN }, "a number in 50..160", "NaN" },
        { "HoldoffMicroseconds", CircuitTargets.Spiking with { HoldoffMicroseconds = 1.5 }, "at most the refractory time of 1 us", "1.5" },
        { "SynapseDacBias", CircuitTargets.Spiking with { SynapseDacBias = 1023 }, "an integer in 30..1022", "1023" },
        { "Enabled", Rack.Chips[0].Settings with { Enabled = (Imperfections)(1u << 28) }, "an integer in 0..268435455", "268435456" },
        { "StepTicks", Rack.Chips[0].Settings with { StepTicks = 9 }, "an integer in 10..250", "9" },
        { "CadcPeriodTicks", Rack.Chips[0].Settings with { CadcPeriodTicks = 424 }, "0 for that of the placement, or at least 425", "424" },
        { "Kind", Hidden with { Kind = (PopulationKind)4 }, "an integer in 0..3", "4" },
        { "Size", Hidden with { Size = 0 }, "an integer in 1..65536", "0" },
        { "Targets", Hidden with { Kind = PopulationKind.Input }, "nil for an input population, which has no circuits", "targets" },
        { "Targets", Hidden with { Targets = null }, "targets for a population of kind LeakyIntegrateAndFire", "nil" },
        { "NeuronTargets", Hidden with { Kind = PopulationKind.Input, Targets = null, NeuronTargets = [new(), new()] }, "nil for an input population, which has no circuits", "targets" },
        { "NeuronTargets", Hidden with { NeuronTargets = [new(), new()] }, "nil beside Targets, which already say it for all neurons", "targets" },
        { "NeuronTargets", Hidden with { Targets = null, NeuronTargets = [new()] }, "2 targets, one for each neuron", "1" },
        { "NeuronTargets[1].ConstantCurrent", Hidden with { Targets = null, NeuronTargets = [new(), new(ConstantCurrent: 1023)] }, "an integer in -1022..1022", "1023" },
        { "MadcNeurons[1]", Hidden with { MadcNeurons = [0, 2] }, "a neuron in 0..1", "2" },
        { "MadcNeurons", Hidden with { Kind = PopulationKind.Input, Targets = null }, "nil for an input population, which has no membranes", "neurons" },
        { "CadcPlacement", Hidden with { CadcPlacement = (CadcPlacement)2 }, "an integer in 0..1", "2" },
        { "Circuits", Hidden with { Circuits = [1] }, "2 values, one for each neuron", "1" },
        { "Circuits[1]", Hidden with { Circuits = [1, 512] }, "a circuit in 0..511", "512" },
        { "Populations[1].Name", new NetworkSpec([Hidden, Hidden], []), "a name that no population before has", "'hidden' again" },
        { "Projections[0].Target", new NetworkSpec([Hidden], [new ProjectionSpec("", new PopulationId(0), new PopulationId(1))]), "the index of one of the 1 populations", "1" },
        { "Sends", Rack.Network.Projections[0] with { Sends = 0 }, "an integer in 1..65535", "0" },
        { "VectorsPerSample", Vectors with { VectorsPerSample = 0 }, "an integer in 1..2147483647", "0" },
        { "Size", Vectors with { Size = 65_537 }, "an integer in 1..65536", "65537" },
        { "Values", Vectors with { VectorsPerSample = 2 }, "a multiple of 6, 2 vectors of 3 neurons for each sample", "9" },
        { "Vectors[0].Values[8]", Command with { Vectors = [Vectors with { Values = [0, 0, 0, 0, 0, 0, 0, 31, 32] }] }, "an activation in 0..31", "32" },
        { "Vectors[0].Values[0]", Command with { Vectors = [Vectors with { Values = [-1, 0, 0, 0, 0, 0, 0, 0, 0] }] }, "an activation in 0..31", "-1" },
        { "Vectors[1].Population", Command with { Vectors = [Vectors, Vectors] }, "each population once", "0 again" },
        { "Vectors[0].Values", Command with { Vectors = [Vectors with { VectorsPerSample = 3 }] }, "3 samples as in the rest of the message", "1" },
        { "Results[0].Values", Recording with { Results = [Vectors with { VectorsPerSample = 3 }] }, "3 samples as in the rest of the message", "1" },
        { "Values[1]", new ProjectionWeights(0, [63, 64]), "a weight in -63..63", "64" },
        { "Values[0]", new ProjectionWeights(0, [-128]), "a weight in -63..63", "-128" },
        { "Chips", Rack with { Chips = [] }, "at least one chip", "none" },
        { "Chips[1].Name", Rack with { Chips = [Rack.Chips[0], Rack.Chips[0]] }, "a name that no chip before has", "'left' again" },
        { "TargetChip", Link with { TargetChip = -1 }, "an integer in 0..2147483647", "-1" },
        { "Spikes.Spikes.Ticks[0]", Link with { Spikes = new(new PopulationId(0), new SpikeBatch([0, 1], [3], [1])) }, "an even tick (8 ns grid) in 0..2147483647", "3" },
        { "Weights", Rack with { Weights = [] }, "2 entries, one for each projection", "0" },
        { "Weights[0].Projection", Rack with { Weights = [Rack.Weights[0] with { Projection = 1 }, Rack.Weights[1]] }, "0, the order of the projections", "1" },
        { "Weights[0].Values", Rack with { Weights = [new ProjectionWeights(0, [1]), Rack.Weights[1]] }, "6 weights, 2 targets by 3 sources", "1" },
        { "Network.Populations[1].Targets.SynapticInputGm", Rack with { Network = Rack.Network with { Populations = [Rack.Network.Populations[0], Hidden with { Targets = new(SynapticInputGm: 801) }] } }, "an integer in 30..800", "801" },
        { "Duration", Command with { Duration = new HardwareTicks(0) }, "an integer in 1..2147483647", "0" },
        { "Inputs[0].Spikes.Ticks[2]", Command with { Duration = new HardwareTicks(70_000) }, "an even tick (8 ns grid) in 0..69999", "70000" },
        { "Inputs[0].Spikes.Ticks[0]", Command with { Inputs = [new(new PopulationId(0), new SpikeBatch([0, 1], [3], [1]))] }, "an even tick (8 ns grid) in 0..70000", "3" },
        { "Inputs[1].Population", Command with { Inputs = [Command.Inputs[0], Command.Inputs[0]] }, "each population once", "1 again" },
        { "Inputs[1].Spikes", Command with { Inputs = [Command.Inputs[0], new(new PopulationId(0), Empty)] }, "3 samples as in the first entry", "1" },
        { "PointCount", Trace with { PointCount = -1 }, "an integer in 0..2147483647", "-1" },
        { "Neurons[0]", Trace with { Neurons = [-1, 2] }, "a neuron in 0..65535", "-1" },
        { "Codes", Trace with { Codes = [] }, "12 values, 6 ticks of 2 columns", "0" },
        { "Cadc[0].Ticks", Recording with { Spikes = [new(new PopulationId(0), Empty)] }, "1 samples as in the rest of the recording", "3" },
        { "PointCount", MadcTrace with { PointCount = 65_536 }, "an integer in 0..65535", "65536" },
        { "Codes", MadcTrace with { Codes = [] }, "6 values, 6 ticks of 1 columns", "0" },
        { "Codes[2]", MadcTrace with { Codes = [1, 1023, 1024, 0, 0, 0] }, "a code in 0..1023", "1024" },
        { "Neuron", MadcTrace with { Neuron = 65_536 }, "an integer in 0..65535", "65536" },
        { "Madc[1].Ticks", Recording with { Spikes = [], Cadc = [], Madc = [MadcTrace, MadcTrace with { PointCount = 6 }] }, "3 samples as in the rest of the recording", "1" },
        { "Health.DroppedEvents", Recording with { Health = new BlockHealth(0, 0, -1) }, "an integer in 0..9223372036854775807", "-1" },
        { "FirstSample", new BlockFailed(default, -1, ""), "an integer in 0..2147483647", "-1" },
        { "Name", Node with { Name = "" }, Name, "''" },
        { "Name", Node with { Name = new string('n', 65) }, Name, "'" + new string('n', 64) + "…'" },
        { "Name", Node with { Name = "node 1" }, Name, "'node 1'" },
        { "Name", Node with { Name = "nœud" }, Name, "'nœud'" },
        { "Protocol", Node with { Protocol = 0 }, "an integer in 1..2147483647", "0" },
        { "Version", Node with { Version = "\u001b[2J" }, Line, "'?[2J'" },
        { "Cores", Node with { Cores = 0 }, "an integer in 1..2147483647", "0" },
        { "Replicas", Node with { Replicas = 0 }, "an integer in 1..2147483647", "0" },
        { "Activity", new TrainerAnnounced("t", 1, "1", new string('a', 257)), Line, "'" + new string('a', 64) + "…'" },
        { "Reason", new NodeRefused(new string('r', 65_537)), "at most 65536 characters", "65537" },
        { "Training", Cluster with { Training = "a/b" }, Training, "'a/b'" },
        { "Training", new TrainingEnded(new string('t', 129)), Training, "'" + new string('t', 64) + "…'" },
        { "Configuration.Version", Cluster with { Configuration = Rack with { Version = -1 } }, "an integer in 0..2147483647", "-1" },
        { "Pins[1]", Cluster with { Pins = ["node-1", ""] }, Name, "''" },
        { "Pins", Cluster with { Pins = [.. Enumerable.Repeat("n", 4097)] }, "at most 4096 chips", "4097" },
        { "Version", new ConfigurationWanted("t", -1), "an integer in 0..2147483647", "-1" },
        { "Block.Duration", new BlockOrder("t", Command with { Duration = new HardwareTicks(0) }), "an integer in 1..2147483647", "0" },
        { "Id", Job with { Id = "../secret" }, Folder, "'../secret'" },
        { "Id", Job with { Id = ".." }, Folder, "'..'" },
        { "Experiment", Job with { Experiment = "yin yang" }, Name, "'yin yang'" },
        { "Settings[1].Key", Job with { Settings = [new("epochs", "1"), new("", "1")] }, Name, "''" },
        { "Settings[0].Value", Job with { Settings = [new("epochs", new string('1', 65_537))] }, "at most 65536 characters", "65537" },
        { "Settings", Job with { Settings = [.. Enumerable.Repeat(new JobSetting("k", ""), 1025)] }, "at most 1024 settings", "1025" },
        { "Submitted", Job with { Submitted = -1 }, "an integer in 0..9223372036854775807", "-1" },
        { "Submitter", Job with { Submitter = "a\nb" }, Line, "'a?b'" },
        { "Job.Id", Failed with { Job = Job with { Id = "" } }, Folder, "''" },
        { "Trainer", Failed with { Trainer = "" }, Name, "''" },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Nonsense_is_refused_with_field_permitted_and_found(string field, object message, string expected, string found)
    {
        Assert.False(WireCatalogue.TryDecode(WireCatalogue.Encode(message), out _, out WireFault? fault));
        Assert.Equal((field, expected, found), (fault.Field[(fault.Field.IndexOf('.', StringComparison.Ordinal) + 1)..], fault.Expected, fault.Found));
    }
}
