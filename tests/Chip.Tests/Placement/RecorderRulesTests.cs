using Bss2.Chip.Blocks;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Units;

namespace Bss2.Chip.Tests.Placement;

/// <summary>What goes beyond the converters and circuits is refused with layer, value, permitted range and mend.</summary>
public sealed class RecorderRulesTests
{
    private static readonly PopulationSpec Hidden = Networks.Lif("hidden", 10);
    private static readonly PopulationSpec Readout = Networks.Li("readout", 3, [256, 257, 258]);
    private static readonly CircuitTargets Targets = CircuitTargets.Spiking2;

    public static TheoryData<PopulationSpec, PopulationSpec, int, string> Wrong { get; } = new()
    {
        { Hidden with { MadcNeurons = [10] }, Readout, 0, "Population 'hidden' wants the membrane ADC for neuron 10, permitted are 0..9; name one of its neurons." },
        { Hidden with { MadcNeurons = [-1] }, Readout, 0, "Population 'hidden' wants the membrane ADC for neuron -1, permitted are 0..9; name one of its neurons." },
        { Hidden with { MadcNeurons = [4, 4] }, Readout, 0, "Population 'hidden' names neuron 4 2 times for the membrane ADC; name each neuron once." },
        { Hidden with { MadcNeurons = [1, 2] }, Readout with { MadcNeurons = [0] }, 0, "The membrane ADC is wanted for 3 neurons ('hidden' neuron 1 (circuit 1), 'hidden' neuron 2 (circuit 2), 'readout' neuron 0 (circuit 256)), permitted are 0..2 on a chip; sample fewer or place layers on another chip." },
        { Hidden with { MadcNeurons = [3] }, Readout with { MadcNeurons = [1] }, 0, "The membrane ADC is wanted for two circuits of odd columns ('hidden' neuron 3 (circuit 3), 'readout' neuron 1 (circuit 257)), but one of its inputs sees the even columns and one the odd ones; choose a neuron of the other kind or constrain its placement." },
        { Hidden with { CadcPlacement = CadcPlacement.Dram }, Readout, 0, "Layers want the samples of the column ADC in different places ('hidden' in the DRAM, 'readout' in the SRAM), but a chip has one program for all; choose one placement or record fewer layers." },
        { Hidden, Readout, 424, "Chip settings: the CADC period of 424 ticks is below 425 (1.7 us), the fastest that is read into the SRAM by 'hidden', 'readout'; use 0 for 500 ticks (2 us)." },
        { Hidden with { CadcPlacement = CadcPlacement.Dram }, Readout with { CadcPlacement = CadcPlacement.Dram }, 1499, "Chip settings: the CADC period of 1499 ticks is below 1500 (6 us), the fastest that is read into the DRAM by 'hidden', 'readout'; use 0 for 1500 ticks (6 us) or place the layers in the SRAM." },
        { Hidden with { Targets = Targets with { SynapticInputGm = 400 } }, Readout, 0, "The synaptic input gm differs between populations or their neurons ('hidden' 400, 'readout' 500), but a chip has one; give all of them the same." },
        { Hidden with { Targets = Targets with { SynapseDacBias = 600 } }, Readout, 0, "The synapse DAC bias differs between populations or their neurons ('hidden' 600, 'readout' 1000), but a chip has one; give all of them the same." },
        { Hidden with { Targets = null, NeuronTargets = [.. Enumerable.Range(0, 10).Select(n => n == 7 ? Targets with { SynapticInputGm = 300 } : Targets)] }, Readout, 0, "The synaptic input gm differs between populations or their neurons ('hidden' 500 and 300, 'readout' 500), but a chip has one; give all of them the same." },
        { Hidden with { Targets = null, NeuronTargets = [.. Enumerable.Range(0, 10).Select(n => Targets with { LeakLsb = 80 + (9 * n) })] }, Readout, 0, "Population 'hidden' neuron 9: leak is 161, permitted are 50..160 LSB; choose a value within." },
        { Hidden with { Targets = null, NeuronTargets = [.. Enumerable.Repeat(Targets, 9)] }, Readout, 0, "Population 'hidden' has 10 neurons but circuit targets for 9; give one for each neuron." },
        { Hidden with { NeuronTargets = [.. Enumerable.Repeat(Targets, 10)] }, Readout, 0, "Population 'hidden' has circuit targets for all neurons and for each; give one of them." },
        { Hidden with { Targets = Targets with { ConstantCurrent = 1023 } }, Readout, 0, "Population 'hidden': constant current is 1023, permitted are -1022..1022 CapMem codes; choose a value within." },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_the_chip_cannot_do_is_said(PopulationSpec hidden, PopulationSpec readout, int period, string expected)
    {
        var network = new NetworkSpec([Networks.Input("input", 5), hidden, readout], [Networks.Join(0, 1), Networks.Join(1, 2)]);
        var settings = new ChipSettings(new ChipSerial(1), CadcPeriodTicks: period);
        Assert.Equal(expected, Assert.Single(Assert.Throws<PlacementException>(() => Placer.Place(network, settings)).Faults));
    }

    [Fact]
    public void Inputs_have_no_membrane()
    {
        var network = new NetworkSpec([Networks.Input("input", 5) with { MadcNeurons = [2] }, Hidden], [Networks.Join(0, 1)]);
        Assert.Equal(
            "Input population 'input' wants the membrane ADC for neuron 2, but inputs have no membranes; choose a LIF or LI population.",
            Assert.Single(Assert.Throws<PlacementException>(() => Placer.Place(network)).Faults));
    }

    [Fact]
    public void Layers_that_are_not_recorded_have_no_say_in_the_placement()
    {
        var network = new NetworkSpec(
            [Networks.Input("input", 5), Hidden with { CadcPlacement = CadcPlacement.Dram }, Readout with { RecordCadc = false }], [Networks.Join(0, 1), Networks.Join(1, 2)]);
        Assert.NotNull(Placer.Place(network, new ChipSettings(new ChipSerial(1), CadcPeriodTicks: 1500)));
    }

    [Theory]
    [InlineData(CadcPlacement.Sram, 0, 50_499, null)]
    [InlineData(CadcPlacement.Sram, 0, 50_500, "The column ADC takes 101 samples of 'membranes' in a run of 202 us, the SRAM holds 1..100; shorten the run to 201.996 us, place the layer's samples in the DRAM or record no membranes.")]
    [InlineData(CadcPlacement.Sram, 1000, 100_999, null)]
    [InlineData(CadcPlacement.Dram, 0, 100_000, null)]
    [InlineData(CadcPlacement.Dram, 0, 204_801 * 1500, "The duration of 307201500")]
    public void Runs_that_the_memory_does_not_hold_are_refused(CadcPlacement placement, int period, int ticks, string? expected)
    {
        var network = new NetworkSpec(
            [Networks.Input("input", 1), Networks.Li("membranes", 1) with { CadcPlacement = placement }], [Networks.Join(0, 1)]);
        AssertRun(network, period, ticks, expected);
    }

    [Theory]
    [InlineData(new[] { 0 }, 557_055, null)]
    [InlineData(new[] { 0 }, 557_056, "The membrane ADC takes 65536 samples of 'membranes' in a run of 2228.224 us, permitted are 1..65535; shorten the run to 2228.22 us or switch it off.")]
    [InlineData(new[] { 0, 1 }, 557_056, "The membrane ADC takes 65536 samples of 'membranes'")]
    public void Runs_with_too_many_samples_of_the_membrane_adc_are_refused(int[] neurons, int ticks, string? expected)
    {
        var network = new NetworkSpec(
            [Networks.Input("input", 1), Networks.Li("membranes", 2) with { RecordCadc = false, MadcNeurons = neurons }], [Networks.Join(0, 1)]);
        AssertRun(network, 0, ticks, expected);
    }

    private static void AssertRun(NetworkSpec network, int period, int ticks, string? expected)
    {
        var chip = new ChipEmulator();
        chip.Configure(new ChipConfiguration(1, network, new ChipSettings(new ChipSerial(1), Imperfections.None, CadcPeriodTicks: period), Networks.Uniform(network, 0)));
        var block = Networks.Single(1) with { Duration = new HardwareTicks(ticks) };
        if (expected is null)
        {
            Assert.NotNull(chip.Run(block));
        }
        else
        {
            Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => chip.Run(block)).Message, StringComparison.Ordinal);
        }
    }
}
