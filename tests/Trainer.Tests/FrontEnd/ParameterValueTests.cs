using Bss2.Chip.Placement;
using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.FrontEnd;

namespace Bss2.Trainer.Tests.FrontEnd;

public sealed class ParameterValueTests
{
    [Fact]
    public void The_four_kinds_of_parameters_have_the_values_of_both_sides()
    {
        Assert.Equal((80, 80), Sides(80));
        Assert.Equal((0, 80), Sides(new MixedHXModelParameter(0, 80)));
        Assert.Equal((2, 160), Sides(new HXTransformedModelParameter(2, value => 80 * value)));
        Assert.Equal((0.5, 0.5), Sides(new ModelParameter(0.5)));
        var perNeuron = new HXTransformedModelParameter([1, 2], value => 80 * value);
        Assert.Equal([80.0, 160], perNeuron.HardwareValue.ToArray());
    }

    [Fact]
    public void Defaults_are_those_of_hxtorch_and_of_the_profile_spiking()
    {
        var (experiment, lif) = Lif(1);
        var li = new ReadoutNeuron(1, experiment, "li");
        li.Forward(new Synapse(1, 1, experiment).Forward(new InputNeuron(1, experiment).Handle));
        Assert.Equal(CircuitTargets.Spiking, Assert.Single(lif.Targets));
        Assert.Equal(CircuitTargets.Spiking, Assert.Single(li.Targets));
    }

    [Fact]
    public void Every_parameter_of_a_neuron_reaches_its_field_of_the_circuit()
    {
        var (experiment, lif) = Lif(1, lif => new Neuron(1, lif, "lif")
        {
            Leak = 81,
            Reset = new MixedHXModelParameter(0, 72),
            Threshold = new HXTransformedModelParameter(1, v => 81 + (49 * v)),
            TauMem = 12e-6,
            TauSyn = 7e-6,
            RefractoryTime = 2e-6,
            HoldoffTime = 0.5e-6,
            ISyninGm = 450,
            SynapseDacBias = 900,
            MembraneCapacitance = new MixedHXModelParameter(10e-6, 50),
        });
        Assert.Equal(new CircuitTargets(81, 72, 130, 12, 7, 7, 2, 0.5, 450, 900, 50), lif.Targets[0]);
        Assert.Equal(lif.Targets[0], experiment.Network().Populations[1].Targets);
    }

    [Theory]
    [InlineData(10e-6, 10)]
    [InlineData(60e-6, 60)]
    [InlineData(0.5e-6, 0.5)]
    [InlineData(29.7e-6, 29.7)]
    public void Seconds_become_the_microseconds_that_were_meant(double seconds, double microseconds)
    {
        var (_, lif) = Lif(1, experiment => new Neuron(1, experiment, "lif") { TauMem = seconds });
        Assert.Equal(microseconds, lif.Targets[0].MembraneTimeConstantMicroseconds);
    }

    [Fact]
    public void Potentials_are_read_in_lsb_in_millivolts_and_as_codes()
    {
        Assert.Equal(420, CadcScale.ToMillivolts(80), 1e-12);
        Assert.Equal(1050, CadcScale.ToMillivolts(220), 1e-12);
        Assert.Equal(20, CadcScale.ToLsb(150), 1e-12);
        Assert.Equal(80, CadcScale.LsbOfCode(-48));
        var (_, lif) = Lif(1, experiment => new Neuron(1, experiment, "lif") { Leak = CadcScale.ToLsb(420) });
        Assert.Equal(420, CadcScale.ToMillivolts(lif.Targets[0].LeakLsb), 1e-12);
    }

    [Fact]
    public void Values_that_the_chip_does_not_permit_are_told_together_with_range_and_mend()
    {
        var (experiment, _) = Lif(3, experiment => new Neuron(3, experiment, "lif")
        {
            Leak = 0,
            Threshold = new MixedHXModelParameter(1, [120, 230, 240]),
            TauMem = 10,
            RefractoryTime = 40e-6,
            HoldoffTime = 5e-6,
            ISyninGm = 500.5,
            SynapseDacBias = 20,
            MembraneCapacitance = 64,
            Reset = new MixedHXModelParameter(0, [80, 80]),
            TraceOffset = [1, 2],
        });
        var message = Assert.Throws<InvalidOperationException>(() => experiment.Network()).Message;
        string[] parts =
        [
            "Layer 'lif': Leak is 0 LSB on the chip, permitted are 50..160 LSB",
            "Threshold of neuron 1 is 230 LSB on the chip (and 1 more neurons), permitted are 50..220 LSB",
            "TauMem is 10 s (10000000 us) on the chip, permitted are 5E-07..6E-05 s (0.5..60 us); times are in seconds",
            "RefractoryTime is 4E-05 s (40 us)", "HoldoffTime is 5E-06 s (5 us) on the chip, permitted are 0..4E-06 s (0..4 us)",
            "ISyninGm is 500.5 on the chip, permitted are whole numbers 30..800", "SynapseDacBias is 20", "MembraneCapacitance is 64",
            "Reset has 2 hardware values for 3 neurons", "has 2 trace offsets for 3 neurons",
        ];
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.Equal(parts.Length, message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void Numerics_alone_do_not_mind_what_a_chip_would_refuse()
    {
        var (experiment, _) = Lif(2, experiment => new Neuron(2, experiment, "lif") { Leak = 0, Reset = 0, Threshold = new HXParameter([1, 2]) });
        experiment.CreatePass();
        Assert.Throws<InvalidOperationException>(() => experiment.Network());
    }

    [Fact]
    public void Layers_that_disagree_on_what_the_chip_has_once_are_refused()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(1, experiment, "in");
        var hidden = new Neuron(2, experiment, "hidden") { SynapseDacBias = 1000, ISyninGm = 400 }.Forward(new Synapse(1, 2, experiment).Forward(input.Handle));
        new ReadoutNeuron(1, experiment, "li").Forward(new Synapse(2, 1, experiment).Forward(hidden));
        var message = Assert.Throws<InvalidOperationException>(() => experiment.Network()).Message;
        Assert.Contains("SynapseDacBias differs between the layers of a chip: 'hidden' 1000, 'li' 600;", message, StringComparison.Ordinal);
        Assert.DoesNotContain("ISyninGm", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hold_off_beyond_the_refractory_time_is_refused()
    {
        var (experiment, _) = Lif(1, experiment => new Neuron(1, experiment, "lif") { HoldoffTime = 2e-6 });
        Assert.Contains("HoldoffTime of neuron 0 is 2E-06 s on the chip, its RefractoryTime 1E-06 s", Assert.Throws<InvalidOperationException>(() => experiment.Network()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("leakLsb")]
    [InlineData("resetLsb")]
    [InlineData("thresholdLsb")]
    [InlineData("membraneTimeConstantMicroseconds")]
    [InlineData("excitatoryTimeConstantMicroseconds")]
    [InlineData("inhibitoryTimeConstantMicroseconds")]
    [InlineData("refractoryMicroseconds")]
    [InlineData("holdoffMicroseconds")]
    [InlineData("synapticInputGm")]
    [InlineData("synapseDacBias")]
    [InlineData("membraneCapacitance")]
    public void Permitted_ranges_are_those_of_the_chip(string name)
    {
        var field = CircuitField.All.Single(f => f.Name == name);
        var step = field.IsWhole ? 1 : 1e-3;
        Assert.True(OnChip(field.Low) && OnChip(field.High));
        Assert.False(OnChip(field.Low - step) || OnChip(field.High + step));

        bool OnChip(double value)
        {
            var targets = field.With(new CircuitTargets(RefractoryMicroseconds: 10), value);
            var network = new NetworkSpec([new PopulationSpec("in", PopulationKind.Input, 1), new PopulationSpec("lif", PopulationKind.LeakyIntegrateAndFire, 1, targets)], []);
            try
            {
                RackPlacer.Place(network, [new RackChip("chip", new ChipSettings(new ChipSerial(1)))]);
                return true;
            }
            catch (PlacementException)
            {
                return false;
            }
        }
    }

    private static (double Model, double Hardware) Sides(HXParameter parameter) => (parameter.ModelValue[0], parameter.HardwareValue[0]);

    private static (Experiment Experiment, Neuron Layer) Lif(int size, Func<Experiment, Neuron>? make = null)
    {
        var experiment = new Experiment();
        var input = new InputNeuron(1, experiment, "in");
        var lif = make?.Invoke(experiment) ?? new Neuron(size, experiment, "lif");
        lif.Forward(new Synapse(1, size, experiment).Forward(input.Handle));
        return (experiment, lif);
    }
}
