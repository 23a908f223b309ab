using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.FrontEnd;

public sealed class ExperimentTests
{
    [Fact]
    public void A_loop_is_refused_and_named()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(2, experiment, "in");
        var (forward, back) = (new Synapse(2, 3, experiment, name: "forward"), new Synapse(3, 3, experiment, name: "back"));
        var layer = new Neuron(3, experiment, "lif");
        var handle = layer.Forward(forward.Forward(input.Handle));
        Assert.Same(handle, layer.Forward(back.Forward(handle)));
        var fault = Assert.Throws<InvalidOperationException>(experiment.CreatePass);
        Assert.Contains("cycle: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'back'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'lif'", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'forward'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_network_are_told_together()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(2, experiment, "in");
        var synapse = new Synapse(4, 3, experiment, name: "synapse");
        new Neuron(5, experiment, "lif") { TauMem = -1e-6, PlacementConstraint = [1, 2, 2, 4, 512], TraceScale = [1, 2] }.Forward(synapse.Forward(input.Handle));
        _ = new Synapse(1, 1, experiment, name: "loose");
        var message = Assert.Throws<InvalidOperationException>(() => experiment.Network()).Message;
        string[] parts = ["'synapse' has 4 inputs, its source 'in' 2", "'synapse' has 3 outputs, its target 'lif' 5", "TauMem of 'lif' is -1E-06", "[1, 2, 2, 4, 512]", "2 trace scales for 5", "'loose' has no source", "'loose' has no target"];
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Hardware_values_of_parameters_become_the_circuits_targets()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(1, experiment);
        var lif = new Neuron(2, experiment) { Leak = new MixedHXModelParameter(0, 82), Threshold = new MixedHXModelParameter([1, 1.1], 130), TauMem = 12e-6, EnableCadcRecording = false };
        var li = new ReadoutNeuron(1, experiment) { Leak = new MixedHXModelParameter(0, 90) };
        li.Forward(new Synapse(2, 1, experiment).Forward(lif.Forward(new Synapse(1, 2, experiment).Forward(input.Handle))));
        var network = experiment.Network();
        Assert.Equal(new CircuitTargets(82, 80, 130, 12, 10, 10), network.Populations[1].Targets! with { MembraneTimeConstantMicroseconds = Math.Round(network.Populations[1].Targets!.MembraneTimeConstantMicroseconds, 9) });
        Assert.False(network.Populations[1].RecordCadc);
        Assert.Equal(90, network.Populations[2].Targets!.LeakLsb);
        Assert.False(network.Populations[2].RecordSpikes);
    }

    [Fact]
    public void A_projection_has_one_source_and_one_target_and_names_are_unique()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(1, experiment, "in");
        var synapse = new Synapse(1, 1, experiment);
        var handle = synapse.Forward(input.Handle);
        Assert.Throws<InvalidOperationException>(() => synapse.Forward(input.Handle));
        new ReadoutNeuron(1, experiment, "a").Forward(handle);
        Assert.Throws<InvalidOperationException>(() => new ReadoutNeuron(1, experiment, "b").Forward(handle));
        Assert.Throws<ArgumentException>(() => new InputNeuron(1, experiment, "in"));
    }

    [Fact]
    public void Several_synapses_onto_a_layer_add_up()
    {
        var experiment = new Experiment();
        var (left, right) = (new InputNeuron(1, experiment), new InputNeuron(1, experiment));
        var (a, b) = (new Synapse(1, 1, experiment), new Synapse(1, 1, experiment));
        (a.Weight.Values[0], b.Weight.Values[0]) = (0.5f, 0.25f);
        var handle = new ReadoutNeuron(1, experiment) { Leak = 0 }.Forward(a.Forward(left.Handle), b.Forward(right.Handle));
        var pass = experiment.CreatePass();
        pass.Begin(3, 1);
        pass.Input(left).Row(0, 0)[0] = 1;
        pass.Input(right).Row(0, 0)[0] = 1;
        experiment.Run(pass);
        Assert.Equal(0.75f, pass[handle.Current].Row(0, 0)[0]);
        Assert.Equal(0.075f, pass[handle.VCadc].Row(1, 0)[0], 1e-7f);
    }

    [Fact]
    public void Recordings_of_a_chip_take_the_place_of_the_numerics()
    {
        var experiment = new Experiment(2e-6);
        var input = new InputNeuron(1, experiment);
        var layer = new Neuron(2, experiment) { Leak = 0, Reset = 0, Threshold = 1, TraceScale = [0.1], ShiftCadcToFirst = true };
        var handle = layer.Forward(new Synapse(1, 2, experiment).Forward(input.Handle));
        var pass = experiment.CreatePass();
        pass.Begin(3, 1);
        pass.Input(input);
        var spikes = new SpikeBatch([0, 0, 1], [500], [1]);
        var cadc = new CadcTrace(layer.Id, [0, 1], 3, [0, 500, 1000, 0, 500, 1000], [0, 0, 0, 0, 0, 0, -48, -48, -38, -28, -48, -48]);
        experiment.Run(pass, new MeasuredBatch([new PopulationSpikes(layer.Id, spikes)], [cadc], []), firstSample: 1);
        Assert.Equal([0f, 1f], pass[handle.Spikes].Row(1, 0).ToArray());
        Assert.Equal([1f, 2f], pass[handle.MembraneCadc].Row(1, 0).ToArray());
        Assert.Equal([0f, 0f], pass[handle.MembraneCadc].Row(2, 0).ToArray());

        pass.Begin(3, 1);
        pass.Input(input);
        var fault = Assert.Throws<InvalidOperationException>(() => experiment.Run(pass, new MeasuredBatch([], [cadc], []), 1));
        Assert.Contains("no spikes of", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_handles_and_late_modules_are_refused()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(1, experiment, "in");
        new ReadoutNeuron(1, experiment).Forward(new Synapse(1, 1, experiment).Forward(input.Handle));
        var pass = experiment.CreatePass();
        Assert.Throws<InvalidOperationException>(() => pass.Input(input));
        pass.Begin(3, 1);
        Assert.Contains("'in.spikes' is empty", Assert.Throws<InvalidOperationException>(() => experiment.Run(pass)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new InputNeuron(1, experiment));
    }

    [Fact]
    public void A_layer_without_leak_is_for_the_numerics_alone()
    {
        var experiment = new Experiment(2e-6);
        var input = new InputNeuron(1, experiment);
        var synapse = new Synapse(1, 1, experiment);
        synapse.Weight.Values[0] = 1;
        var handle = new IAFNeuron(1, experiment, "iaf") { Reset = 0, Threshold = 1, TauMem = 6e-6, TauSyn = 6e-6 }.Forward(synapse.Forward(input.Handle));
        var pass = experiment.CreatePass();
        pass.Begin(12, 1);
        var spikes = pass.Input(input);
        (spikes.Row(0, 0)[0], spikes.Row(4, 0)[0]) = (1, 1);
        experiment.Run(pass);
        Assert.Equal(1, pass[handle.Spikes].Row(5, 0)[0]);
        Assert.Contains("'iaf'", Assert.Throws<InvalidOperationException>(() => experiment.Network()).Message, StringComparison.Ordinal);
    }
}
