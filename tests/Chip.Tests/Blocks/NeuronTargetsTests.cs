using Bss2.Chip.Blocks;
using Bss2.Chip.Circuits;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Tests.Blocks;

public sealed class NeuronTargetsTests
{
    private static readonly CircuitTargets[] Kinds =
    [
        CircuitTargets.Spiking2,
        CircuitTargets.Spiking2 with { LeakLsb = 70, MembraneTimeConstantMicroseconds = 12 },
        CircuitTargets.Spiking2 with { ThresholdLsb = 110, ResetLsb = 95 },
        CircuitTargets.Spiking2 with { ExcitatoryTimeConstantMicroseconds = 3, InhibitoryTimeConstantMicroseconds = 15 },
        CircuitTargets.Spiking2 with { RefractoryMicroseconds = 8, HoldoffMicroseconds = 3.5, ThresholdLsb = 110 },
        CircuitTargets.Spiking2 with { ConstantCurrent = 20, MembraneCapacitance = 40 },
    ];

    [Theory]
    [InlineData(Imperfections.None)]
    [InlineData(Imperfections.All & ~Imperfections.EventQueues)]
    public void Each_neuron_behaves_as_one_of_a_layer_with_its_targets(Imperfections enabled)
    {
        var mixed = Run(enabled, null, [.. Enumerable.Range(0, 12).Select(n => Kinds[n % Kinds.Length])]);
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            var alike = Run(enabled, Kinds[kind], null);
            for (var neuron = kind; neuron < 12; neuron += Kinds.Length)
            {
                Assert.Equal(Codes(alike, neuron), Codes(mixed, neuron));
                Assert.Equal(
                    RecordingBytes.Spikes(alike, 1).Where(s => s.Neuron == neuron), RecordingBytes.Spikes(mixed, 1).Where(s => s.Neuron == neuron));
            }
        }

        Assert.NotEmpty(RecordingBytes.Spikes(mixed, 1));
    }

    [Fact]
    public void Lines_saturate_by_the_gm_of_their_own_circuit()
    {
        var targets = new CircuitTargets?[128];
        (targets[0], targets[9]) = (CircuitTargets.Spiking with { SynapticInputGm = 250 }, CircuitTargets.Spiking);
        var circuits = QuadrantCircuits.Build(new ChipSettings(new(1), Imperfections.None), 0, targets, new bool[128], []);
        Assert.Equal((60, 120), (circuits.LineSaturation[0], circuits.LineSaturation[9]));
    }

    private static IEnumerable<sbyte> Codes(BlockRecording recording, int neuron) => recording.Cadc[0].Codes.Where((_, k) => k % 12 == neuron);

    private static BlockRecording Run(Imperfections enabled, CircuitTargets? targets, CircuitTargets[]? neuronTargets)
    {
        var network = new NetworkSpec(
            [Networks.Input("input", 8), new PopulationSpec("layer", PopulationKind.LeakyIntegrateAndFire, 12, targets, NeuronTargets: neuronTargets)], [Networks.Join(0, 1)]);
        var chip = new ChipEmulator();
        chip.Configure(Networks.Configuration(network, enabled));
        return chip.Run(Networks.Block(network, 0, 1));
    }
}
