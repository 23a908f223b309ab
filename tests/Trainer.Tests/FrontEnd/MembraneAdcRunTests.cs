using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Trainer.FrontEnd;

namespace Bss2.Trainer.Tests.FrontEnd;

public sealed class MembraneAdcRunTests
{
    [Fact]
    public void Two_layers_on_columns_of_both_parities_share_the_membrane_adc_at_half_its_rate()
    {
        var alone = Run(new EmulatedHardware(), [4]).Single().Codes.Length;
        var shared = Run(new EmulatedHardware(), [4, 7]);
        Assert.InRange(alone, 3233, 3237);
        Assert.All(shared, trace => Assert.InRange(trace.Codes.Length, (alone / 2) - 1, (alone / 2) + 1));
    }

    [Fact]
    public void Two_layers_on_columns_of_one_parity_are_refused_by_name()
    {
        var message = Assert.Throws<PlacementException>(() => Run(new EmulatedHardware(), [4, 6])).Message;
        Assert.Contains("'layer0'", message, StringComparison.Ordinal);
        Assert.Contains("'layer1'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Membrane_and_column_adc_of_a_resting_neuron_agree_in_lsb_and_millivolts()
    {
        var experiment = new Experiment(hardware: new EmulatedHardware(1, Imperfections.None));
        var input = new InputNeuron(1, experiment, "in");
        var z = new Neuron(1, experiment, "lif") { EnableMadcRecording = true, RecordNeuronId = 0 }.Forward(new Synapse(1, 1, experiment).Forward(input.Handle));
        var run = experiment.Run(20, input.Spikes());
        var (cadc, madc) = (run.RawCadc(z.MembraneCadc), run.RawMadc(z.MembraneMadc));
        Assert.Equal(cadc.Lsb.Average(), madc.NominalCadcLsb.Average(), 0.5);
        Assert.Equal(420, madc.NominalMillivolts.Average(), 3.0);
    }

    [Fact]
    public void Circuits_rest_where_their_own_targets_say()
    {
        var experiment = new Experiment(hardware: new EmulatedHardware(1, Imperfections.None));
        var input = new InputNeuron(1, experiment, "in");
        var li = new ReadoutNeuron(3, experiment, "li") { Leak = new MixedHXModelParameter(0, [70, 90, 110]), TraceOffset = [-58, -38, -18] }
            .Forward(new Synapse(1, 3, experiment).Forward(input.Handle));
        var run = experiment.Run(20, input.Spikes());
        for (var neuron = 0; neuron < 3; neuron++)
        {
            Assert.All(run.RawCadc(li.MembraneCadc, neuron).Lsb, lsb => Assert.Equal(70 + (20 * neuron), lsb, 1.0));
            Assert.All(run.Trace(li.MembraneCadc, neuron), value => Assert.Equal(0, value, 1.0f));
        }
    }

    /// <summary>110 us of layers of one neuron on given circuits.</summary>
    private static RawMadcTrace[] Run(EmulatedHardware hardware, int[] circuits)
    {
        var experiment = new Experiment(hardware: hardware);
        var input = new InputNeuron(1, experiment, "in");
        MadcHandle[] handles = [.. circuits.Select((circuit, k) => new Neuron(1, experiment, $"layer{k}")
        {
            EnableMadcRecording = true,
            RecordNeuronId = 0,
            PlacementConstraint = [circuit],
        }.Forward(new Synapse(1, 1, experiment).Forward(input.Handle)).MembraneMadc!)];
        var run = experiment.Run(110, input.Spikes((10, 0)));
        return [.. handles.Select(handle => run.RawMadc(handle))];
    }
}
