using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.FrontEnd;

public sealed class RecordingOptionTests
{
    [Fact]
    public void Options_of_a_layer_reach_the_chips_description_of_it()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(1, experiment, "in");
        var lif = new Neuron(3, experiment, "lif")
        {
            EnableSpikeRecording = false,
            EnableMadcRecording = true,
            RecordNeuronId = 2,
            EnableCadcRecordingPlacementInDram = true,
            ConstantCurrent = -1000,
            PlacementConstraint = [4, 5, 260],
        };
        lif.Forward(new Synapse(1, 3, experiment).Forward(input.Handle));
        var spec = experiment.Network().Populations[1];
        Assert.Equal((false, true, CadcPlacement.Dram, -1000), (spec.RecordSpikes, spec.RecordCadc, spec.CadcPlacement, spec.Targets!.ConstantCurrent));
        Assert.Equal([2], spec.MadcNeurons!);
        Assert.Equal([4, 5, 260], spec.Circuits!);
        Assert.Null(spec.NeuronTargets);
    }

    [Fact]
    public void Hardware_values_of_single_neurons_become_targets_of_single_circuits()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(1, experiment, "in");
        var lif = new Neuron(2, experiment, "lif") { Leak = new MixedHXModelParameter([0, 0.1], [80, 84]), TauMem = new HXParameter([8e-6, 12e-6]) };
        lif.Forward(new Synapse(1, 2, experiment).Forward(input.Handle));
        var spec = experiment.Network().Populations[1];
        Assert.Null(spec.Targets);
        Assert.Equal([80.0, 84], spec.NeuronTargets!.Select(t => t.LeakLsb));
        Assert.Equal([8.0, 12], spec.NeuronTargets!.Select(t => t.MembraneTimeConstantMicroseconds));
    }

    [Fact]
    public void A_raw_trace_of_the_membrane_adc_is_that_of_its_sample_in_clocks_codes_and_nominal_units()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(1, experiment, "in");
        var lif = new Neuron(2, experiment, "lif") { EnableMadcRecording = true, RecordNeuronId = 1, EnableCadcRecording = false };
        var z = lif.Forward(new Synapse(1, 2, experiment).Forward(input.Handle));
        var pass = experiment.CreatePass();
        pass.Begin(3, 1);
        pass.Input(input);
        var madc = new MadcTrace(lif.Id, 1, 3, [0, 8, 17, 0, 250, 501], [1, 2, 3, 280, 283, 400]);
        experiment.Run(pass, new MeasuredBatch([new PopulationSpikes(lif.Id, new SpikeBatch([0, 0, 0], [], []))], [], [madc]), firstSample: 1);
        var raw = pass.RawMadc(z.MembraneMadc);
        Assert.Equal((1, 0), (raw.Neuron, raw.Sample));
        Assert.Equal([0, 125, 250], raw.FpgaClocks);
        Assert.Equal([0.0, 1, 2], raw.Microseconds);
        Assert.Equal([280, 283, 400], raw.Codes);
        Assert.Equal([80.0, 81, 120], raw.NominalCadcLsb);
        Assert.Equal(420, raw.NominalMillivolts[0], 1e-9);
        Assert.Same(z.MembraneMadc, z.VMadc);
    }

    [Fact]
    public void A_handle_of_a_layer_that_the_membrane_adc_does_not_record_says_so()
    {
        var experiment = new Experiment(hardware: new EmulatedHardware());
        var input = new InputNeuron(1, experiment, "in");
        var li = new ReadoutNeuron(1, experiment, "li").Forward(new Synapse(1, 1, experiment).Forward(input.Handle));
        var run = experiment.Run(5, input.Spikes());
        Assert.Contains("'li' does not record with the membrane ADC", Assert.Throws<InvalidOperationException>(() => run.RawMadc(li.MembraneMadc)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recordings_beyond_the_chip_and_neurons_that_do_not_exist_are_told_together()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(1, experiment, "in");
        Neuron[] layers =
        [
            new Neuron(2, experiment, "a") { EnableMadcRecording = true, RecordNeuronId = 0, EnableCadcRecordingPlacementInDram = true },
            new Neuron(2, experiment, "b") { EnableMadcRecording = true, RecordNeuronId = 1 },
            new Neuron(2, experiment, "c") { EnableMadcRecording = true, RecordNeuronId = 2, EnableCadcRecording = false },
            new Neuron(2, experiment, "d") { EnableMadcRecording = true, Chip = "other", ConstantCurrent = 1023, Interpolation = (CadcInterpolation)2 },
        ];
        foreach (var layer in layers)
        {
            layer.Forward(new Synapse(1, 2, experiment).Forward(input.Handle));
        }

        var message = Assert.Throws<InvalidOperationException>(() => experiment.Network()).Message;
        string[] parts =
        [
            "Layer 'c': RecordNeuronId is 2, permitted are 0..1; name a neuron of the layer",
            "Layer 'd' enables the membrane ADC without RecordNeuronId",
            "Layer 'd': ConstantCurrent is 1023, permitted are -1022..1022",
            "Layer 'd' has the interpolation 2; permitted are Linear, Nearest",
            "The membrane ADC of a chip is asked for 3 neurons (neuron 0 of 'a', neuron 1 of 'b', neuron 2 of 'c'), permitted are 2",
            "EnableCadcRecordingPlacementInDram differs between the recorded layers of a chip: 'a' DRAM, 'b' SRAM;",
        ];
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.Equal(parts.Length, message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void The_dram_holds_runs_that_the_sram_does_not()
    {
        ForwardPass Run(bool dram, out ReadoutNeuronHandle handle)
        {
            var experiment = new Experiment(hardware: new EmulatedHardware(1, Imperfections.None));
            var input = new InputNeuron(1, experiment, "in");
            handle = new ReadoutNeuron(1, experiment, "li") { EnableCadcRecordingPlacementInDram = dram }.Forward(new Synapse(1, 1, experiment).Forward(input.Handle));
            return experiment.Run(300, input.Spikes());
        }

        var message = Assert.Throws<ArgumentException>(() => Run(false, out _)).Message;
        Assert.Contains("'li'", message, StringComparison.Ordinal);
        Assert.Contains("holds 1..100", message, StringComparison.Ordinal);
        Assert.Contains("DRAM", message, StringComparison.Ordinal);
        var raw = Run(true, out var z).RawCadc(z.MembraneCadc);
        Assert.All(raw.FpgaClocks.Skip(1).Zip(raw.FpgaClocks), p => Assert.Equal(750, p.First - p.Second));
        Assert.InRange(raw.Codes.Length, 49, 51);
    }
}
