using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Tests.Numerics;

namespace Bss2.Trainer.Tests.FrontEnd;

public sealed class HardwareRunTests
{
    private static readonly (int Row, int Neuron)[] Tutorial = [(10, 0), (15, 0), (20, 0), (30, 0)];

    [Fact]
    public void Without_hardware_a_run_is_the_mock_of_the_tutorial()
    {
        var example = Golden.Get("tutorial001_mock_defaults");
        var (experiment, input, z) = Tutorial001(null, weight: 50);
        var run = experiment.Run(50, input.Spikes(Tutorial));
        Assert.All(run.Trace(z.MembraneCadc).Zip(example.GetProperty("no_refractory").Numbers("membrane")), p => Assert.Equal(p.Second, p.First, 2e-5 * p.Second));
        Assert.Equal(example.GetProperty("no_refractory").Numbers("spike_rows"), Rows(run, z).Select(r => (double)r));
    }

    [Fact]
    public void The_refractory_time_holds_the_numerics_only_where_asked()
    {
        var experiment = new Experiment();
        var input = new InputNeuron(1, experiment);
        var z = new Neuron(1, experiment) { RefractoryInModel = true }.Forward(new Synapse(1, 1, experiment).InitialiseConstant(50).Forward(input.Handle));
        var run = experiment.Run(50, input.Spikes(Tutorial));
        Assert.Equal(Golden.Get("tutorial001_mock_defaults").GetProperty("with_refractory_1us").Numbers("spike_rows"), Rows(run, z).Select(r => (double)r));
    }

    [Fact]
    public void On_an_ideal_chip_the_neuron_of_the_tutorial_spikes_after_its_third_input_and_rests_at_80_lsb()
    {
        var (experiment, input, z) = Tutorial001(new EmulatedHardware(1, Imperfections.None), weight: 63);
        var run = experiment.Run(50, input.Spikes(Tutorial));
        Assert.InRange(run.Trace(z.MembraneCadc)[5], -49f, -47f);
        var times = run.RawSpikes(z.Spikes).Select(spike => spike.Time.ToMicroseconds().Value).ToArray();

        // The fourth input just reaches or just misses the threshold.
        Assert.InRange(times.Length, 1, 2);
        Assert.InRange(times[0], 20.5, 24);
        Assert.Equal(times.Select(time => (int)Math.Round(time)), Rows(run, z));
    }

    [Fact]
    public void Raw_samples_of_the_column_adc_have_the_chips_codes_and_stamps_in_all_units()
    {
        var (experiment, input, z) = Tutorial001(new EmulatedHardware(1, Imperfections.None), weight: 63);
        var raw = experiment.Run(50, input.Spikes(Tutorial)).RawCadc(z.MembraneCadc);
        Assert.InRange(raw.Codes.Length, 24, 26);
        Assert.Equal(-48, raw.Codes[0]);
        Assert.Equal(80, raw.Lsb[0]);
        Assert.Equal(420, raw.Millivolts[0], 1e-9);
        Assert.All(raw.FpgaClocks.Skip(1).Zip(raw.FpgaClocks), p => Assert.Equal(250, p.First - p.Second));
        Assert.Equal(raw.FpgaClocks[3] * 0.008, raw.Microseconds[3], 1e-9);
    }

    [Fact]
    public void Each_run_draws_fresh_noise_and_the_same_runs_give_the_same_bytes()
    {
        int[][] Codes(ulong seed)
        {
            var hardware = new EmulatedHardware(3, seed: seed);
            int[] Run()
            {
                var (experiment, input, z) = Tutorial001(hardware, weight: 63);
                return experiment.Run(50, 2, input.Spikes(Tutorial)).RawCadc(z.MembraneCadc, sample: 1).Codes;
            }

            int[][] codes = [Run(), Run()];
            Assert.Equal(2, hardware.RunCount);
            return codes;
        }

        var (first, again, other) = (Codes(1), Codes(1), Codes(2));
        Assert.Equal(first, again);
        Assert.NotEqual(first[0], first[1]);
        Assert.NotEqual(first[0], other[0]);
    }

    [Fact]
    public void Runs_of_one_experiment_take_the_weights_of_the_moment()
    {
        var hardware = new EmulatedHardware(1, Imperfections.None);
        var (experiment, input, z) = Tutorial001(hardware, weight: 0);
        var flat = experiment.Run(50, input.Spikes(Tutorial));
        ((Synapse)experiment.Modules[1]).InitialiseConstant(63);
        var excited = experiment.Run(50, input.Spikes(Tutorial));
        Assert.Equal(flat.Trace(z.MembraneCadc).Max(), flat.Trace(z.MembraneCadc).Min(), 1f);
        Assert.InRange(excited.Trace(z.MembraneCadc).Max() - flat.Trace(z.MembraneCadc).Max(), 25, 50);
    }

    [Fact]
    public void Dense_spikes_listed_spikes_and_spikes_of_each_sample_are_the_same_run()
    {
        var dense = new float[50, 2, 1];
        foreach (var (row, _) in Tutorial)
        {
            (dense[row, 0, 0], dense[row, 1, 0]) = (1, 1);
        }

        float[] Run(Func<InputNeuron, InputSpikes> spikes)
        {
            var (experiment, input, z) = Tutorial001(new EmulatedHardware(5), weight: 63);
            return experiment.Run(50, 2, spikes(input)).Trace(z.MembraneCadc, sample: 1);
        }

        var listed = Run(input => input.Spikes(Tutorial));
        Assert.Equal(listed, Run(input => input.Spikes(dense)));
        Assert.Equal(listed, Run(input => input.SpikesOfSamples(Tutorial, Tutorial)));
    }

    [Fact]
    public void A_tensor_of_an_earlier_run_stays_as_it_was()
    {
        var (experiment, input, z) = Tutorial001(null, weight: 50);
        var earlier = experiment.Run(50, input.Spikes(Tutorial));
        var before = earlier.Trace(z.MembraneCadc);
        experiment.Run(50, input.Spikes());
        Assert.Equal(before, earlier.Trace(z.MembraneCadc));
    }

    [Fact]
    public void Layers_on_two_chips_run_too()
    {
        var hardware = new EmulatedHardware([new RackChip("left", new ChipSettings(new ChipSerial(1))), new RackChip("right", new ChipSettings(new ChipSerial(2)))]);
        var experiment = new Experiment(hardware: hardware);
        var input = new InputNeuron(1, experiment, "in");
        var hidden = new Neuron(4, experiment, "hidden") { Chip = "left" }.Forward(new Synapse(1, 4, experiment).InitialiseConstant(63).Forward(input.Handle));
        var readout = new ReadoutNeuron(1, experiment, "readout") { Chip = "right" }.Forward(new Synapse(4, 1, experiment).InitialiseConstant(63).Forward(hidden));
        var run = experiment.Run(50, input.Spikes((5, 0), (6, 0), (7, 0), (8, 0), (9, 0)));
        Assert.True(run.RawSpikes(hidden.Spikes).Length >= 3);
        Assert.InRange(run.Trace(readout.MembraneCadc).Max(), -30, 127);
    }

    [Fact]
    public void All_faults_of_inputs_are_told_together()
    {
        var experiment = new Experiment();
        var (a, b, c) = (new InputNeuron(2, experiment, "a"), new InputNeuron(1, experiment, "b"), new InputNeuron(1, experiment, "c"));
        foreach (var input in new[] { a, b, c })
        {
            new ReadoutNeuron(1, experiment).Forward(new Synapse(input.Size, 1, experiment).Forward(input.Handle));
        }

        var message = Assert.Throws<ArgumentException>(() => experiment.Run(50, 1, a.Spikes((50, 0), (3, 2)), b.Spikes(new float[1, 50, 1]))).Message;
        string[] parts = ["'a': a spike is in row 50 of neuron 0, permitted are rows 0..49 and neurons 0..1", "row 3 of neuron 2", "'b' has spikes for 50 samples, the run has 1", "shape [1, 50, 1], permitted is [50, 1, 1]", "'c' was given no spikes"];
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Raw_access_says_what_is_not_recorded()
    {
        var (mock, mockInput, mockZ) = Tutorial001(null, weight: 50);
        var alone = mock.Run(50, mockInput.Spikes(Tutorial));
        Assert.Contains("no chip ran this pass", Assert.Throws<InvalidOperationException>(() => alone.RawCadc(mockZ.MembraneCadc)).Message, StringComparison.Ordinal);

        var experiment = new Experiment(hardware: new EmulatedHardware());
        var input = new InputNeuron(1, experiment, "in");
        var z = new Neuron(1, experiment, "lif") { EnableSpikeRecording = false, EnableCadcRecording = false }.Forward(new Synapse(1, 1, experiment).Forward(input.Handle));
        var run = experiment.Run(10, input.Spikes());
        Assert.Contains("'lif' does not record spikes", Assert.Throws<InvalidOperationException>(() => run.RawSpikes(z.Spikes)).Message, StringComparison.Ordinal);
        Assert.Contains("'lif' does not record with the column ADC", Assert.Throws<InvalidOperationException>(() => run.RawCadc(z.MembraneCadc)).Message, StringComparison.Ordinal);
        Assert.Contains("'lif.current' is not recorded", Assert.Throws<InvalidOperationException>(() => run.RawCadc(z.Current)).Message, StringComparison.Ordinal);
        Assert.Contains("permitted are 0..0", Assert.Throws<ArgumentOutOfRangeException>(() => run.Trace(z.MembraneCadc, neuron: 1)).Message, StringComparison.Ordinal);
        Assert.Contains("permitted are 0..0", Assert.Throws<ArgumentOutOfRangeException>(() => run.RawSpikes(z.Spikes, sample: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_the_chip_is_told_when_it_is_run()
    {
        var experiment = new Experiment(hardware: new EmulatedHardware());
        var input = new InputNeuron(300, experiment, "in");
        new Neuron(2, experiment, "lif").Forward(new Synapse(300, 2, experiment).Forward(input.Handle));
        Assert.Throws<PlacementException>(() => experiment.Run(10, input.Spikes()));
    }

    private static (Experiment Experiment, InputNeuron Input, NeuronHandle Output) Tutorial001(EmulatedHardware? hardware, double weight)
    {
        var experiment = new Experiment(dt: 1e-6, hardware: hardware);
        var input = new InputNeuron(1, experiment);
        var synapse = new Synapse(1, 1, experiment).InitialiseConstant(weight);
        var lif = new Neuron(1, experiment);
        return (experiment, input, lif.Forward(synapse.Forward(input.Handle)));
    }

    private static int[] Rows(ForwardPass run, NeuronHandle handle) =>
        [.. run.Trace(handle.Spikes).Select((z, row) => (z, row)).Where(p => p.z != 0).Select(p => p.row)];
}
