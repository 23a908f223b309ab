using Bss2.Messages.Experiment;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Tests.Training;

namespace Bss2.Trainer.Tests.FrontEnd;

public sealed class CalibrationFileTests
{
    private const string Sound = """
        { "format": "bss2-calibration", "version": 1, "targets": {
          "leakLsb": 81, "resetLsb": 70.5, "thresholdLsb": 130, "membraneTimeConstantMicroseconds": 12, "excitatoryTimeConstantMicroseconds": 7,
          "inhibitoryTimeConstantMicroseconds": 8, "refractoryMicroseconds": 2, "holdoffMicroseconds": 0.5, "synapticInputGm": 450, "synapseDacBias": 900,
          "membraneCapacitance": 50 } }
        """;

    [Fact]
    public void The_named_profiles_are_the_nightly_calibrations()
    {
        Assert.Same(CircuitTargets.Spiking, CalibrationFile.Load("spiking"));
        Assert.Same(CircuitTargets.Spiking2, CalibrationFile.Load("spiking2"));
    }

    [Fact]
    public void A_file_gives_every_field_of_the_circuits()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(new CircuitTargets(81, 70.5, 130, 12, 7, 8, 2, 0.5, 450, 900, 50), CalibrationFile.Load(Write(folder, Sound)));
    }

    [Fact]
    public void The_file_among_the_examples_is_the_profile_spiking() =>
        Assert.Equal(CircuitTargets.Spiking, CalibrationFile.Load(Repository.File("docs", "examples", "spiking.calibration.json")));

    [Fact]
    public void A_loaded_calibration_takes_the_place_of_all_hardware_values_and_leaves_the_numerics()
    {
        var experiment = new Experiment();
        experiment.LoadCalibration("spiking2");
        var input = new InputNeuron(1, experiment, "in");

        // Neither potentials that the chip would refuse nor another DAC bias matter now.
        var lif = new Neuron(2, experiment, "lif") { Leak = 0, Threshold = 1, SynapseDacBias = 700 };
        var li = new ReadoutNeuron(1, experiment, "li") { Leak = new MixedHXModelParameter(0.25, 90) };
        li.Forward(new Synapse(2, 1, experiment).Forward(lif.Forward(new Synapse(1, 2, experiment).Forward(input.Handle))));
        Assert.All(experiment.Network().Populations.Skip(1), p => Assert.Equal(CircuitTargets.Spiking2, p.Targets));
        Assert.Equal(150, lif.Targets[1].ThresholdLsb);
        Assert.Equal(0.25, li.Leak.ModelValue[0]);
        Assert.Throws<InvalidOperationException>(() => experiment.LoadCalibration("spiking"));
    }

    [Fact]
    public void A_calibration_for_the_experiment_and_one_for_a_layer_are_refused()
    {
        var experiment = new Experiment();
        experiment.LoadCalibration("spiking");
        var input = new InputNeuron(1, experiment, "in");
        new Neuron(1, experiment, "lif") { Calibration = CircuitTargets.Spiking2 }.Forward(new Synapse(1, 1, experiment).Forward(input.Handle));
        Assert.Contains("Layer 'lif' has a Calibration of its own", Assert.Throws<InvalidOperationException>(() => experiment.Network()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"leakLsb\": 81", "\"leakLsb\": 161", "field 'leakLsb' is 161, permitted are 50..160 LSB; choose a value within")]
    [InlineData("\"leakLsb\": 81", "\"leakLsb\": \"81\"", "field 'leakLsb' is \"81\", permitted are 50..160 LSB")]
    [InlineData("\"leakLsb\": 81,", "", "has no field 'leakLsb'; permitted are 50..160 LSB")]
    [InlineData("\"leakLsb\": 81", "\"leakLsb\": 81, \"leakLsb\": 82", "field 'leakLsb' stands there twice")]
    [InlineData("\"leakLsb\"", "\"leak\"", "field 'leak' is unknown; permitted are leakLsb, resetLsb,")]
    [InlineData("450", "450.5", "field 'synapticInputGm' is 450.5, permitted are whole numbers 30..800")]
    [InlineData("\"holdoffMicroseconds\": 0.5", "\"holdoffMicroseconds\": 3", "field 'holdoffMicroseconds' is 3, permitted are 0..2 us, the refractory time")]
    [InlineData("\"version\": 1", "\"version\": 2", "'version' is 2, permitted is 1")]
    [InlineData("\"version\": 1,", "", "has no 'version'; add \"version\": 1")]
    [InlineData("bss2-calibration", "calix", "'format' is \"calix\", permitted is \"bss2-calibration\"")]
    [InlineData("\"version\": 1", "\"version\": 1, \"chip\": 4", "'chip' is unknown; permitted are format, version, targets")]
    [InlineData("\"targets\"", "\"values\"", "has no object 'targets'")]
    [InlineData("{ \"format\"", "\"format\"", "is no JSON")]
    public void A_wrong_file_is_refused_with_file_field_value_and_range(string part, string replacement, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, Sound.Replace(part, replacement, StringComparison.Ordinal));
        var message = Assert.Throws<InvalidDataException>(() => CalibrationFile.Load(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_file_are_told_together()
    {
        using var folder = new TemporaryFolder();
        var wrong = Sound.Replace("\"version\": 1", "\"version\": 7", StringComparison.Ordinal).Replace("81", "1", StringComparison.Ordinal).Replace("900", "2000", StringComparison.Ordinal);
        var message = Assert.Throws<InvalidDataException>(() => CalibrationFile.Load(Write(folder, wrong))).Message;
        Assert.Equal(3, message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void A_name_that_is_neither_profile_nor_file_is_refused_with_the_names()
    {
        var message = Assert.Throws<InvalidDataException>(() => CalibrationFile.Load("spiking3")).Message;
        Assert.Contains("'spiking3' is neither a named calibration (spiking, spiking2) nor a file", message, StringComparison.Ordinal);
    }

    private static string Write(TemporaryFolder folder, string text)
    {
        var path = folder.Path;
        File.WriteAllText(path, text);
        return path;
    }
}
