using Bss2.Trainer.Experiments;
using Bss2.Trainer.FastAndDeep;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.FastAndDeep;

public sealed class SpikeTimeExperimentTests
{
    [Fact]
    public void Defaults_of_bars_are_the_tutorials()
    {
        var task = SpikeTimeTasks.Task("bars", Backend.Model);
        Assert.Equal((30, 400, 30, 50), (task.BatchSize, task.Epochs, task.Train.Count, task.Narration!.PrintEvery));
        Assert.Equal(new StepLR(0.02, 20, 1), task.LearningRate);
        Assert.Equal(["hidden.weight", "label.weight"], task.Model.Parameters.Select(p => p.Name));
        Assert.Equal([(9, 11), (11, 3)], task.Model.Parameters.Select(p => (p.Shape[0], p.Shape[1])));
        Assert.All(task.Model.Parameters, p => Assert.IsType<Parameter<double>>(p));
        Assert.Null(task.Model.Network);
    }

    [Fact]
    public void Defaults_of_yin_yang_differ_between_ideal_numerics_and_a_chip()
    {
        var (model, chip) = (SpikeTimeTasks.Task("yinyang-ttfs", Backend.Model), SpikeTimeTasks.Task("yinyang-ttfs", Backend.Chip));
        Assert.Equal((150, 40), (model.BatchSize, chip.BatchSize));
        Assert.Equal(("1.5,0.5", "0.46,0.76"), (model.Options.Text("weightMeans"), chip.Options.Text("weightMeans")));
        Assert.Equal([(5, 120), (121, 3)], model.Model.Parameters.Select(p => (p.Shape[0], p.Shape[1])));
        Assert.Equal([(25, 120), (120, 3)], chip.Model.Parameters.Select(p => (p.Shape[0], p.Shape[1])));
        Assert.Equal([25, 120, 3], chip.Model.Network!.Populations.Select(p => p.Size));
        Assert.All(chip.Model.Network!.Populations, p => Assert.False(p.RecordCadc && p.Targets is not null));
    }

    [Fact]
    public void Delays_are_parameters_with_a_learning_rate_of_their_own()
    {
        var synaptic = SpikeTimeTasks.Task("yinyang-delays", Backend.Model, ("learningRate", "0.01"), ("delayLearningRate", "0.003")).Model.Parameters;
        Assert.Equal(["hidden.weight", "hidden.delay", "label.weight", "label.delay"], synaptic.Select(p => p.Name));
        Assert.Equal([4, 30], synaptic[1].Shape);
        Assert.Equal([1, 0.3, 1, 0.3], synaptic.Select(p => Math.Round(p.RateFactor, 12)));

        var axonal = SpikeTimeTasks.Task("yinyang-delays", Backend.Model, ("delays", "axonal")).Model.Parameters;
        Assert.Equal([30], axonal[3].Shape);
        var dendritic = SpikeTimeTasks.Task("yinyang-delays", Backend.Model, ("delays", "dendritic")).Model.Parameters;
        Assert.Equal([3], dendritic[3].Shape);
    }

    [Theory]
    [InlineData("yinyang-delays", "delays")]
    [InlineData("mnist16-ttfs", "merged")]
    [InlineData("mnist-ttfs", "merged")]
    [InlineData("xor-ttfs", "bias")]
    public void What_a_chip_cannot_do_is_refused_with_the_reason(string experiment, string reason)
    {
        Assert.Contains(reason, BuiltInExperiments.Find(experiment).RefusalOf(Backend.Chip), StringComparison.Ordinal);
        Assert.Null(BuiltInExperiments.Find(experiment).RefusalOf(Backend.Model));
        Assert.Null(BuiltInExperiments.Find(experiment).Create(SpikeTimeTasks.Options(experiment, Backend.Chip)));
    }

    [Theory]
    [InlineData("tauSyn", "0", "0.001")]
    [InlineData("tauMem", "-1", "0.001")]
    [InlineData("learningRate", "NaN", "a number")]
    [InlineData("threshold", "Infinity", "a number")]
    [InlineData("setup", "W66F3", "tutorial | spiking2")]
    [InlineData("loss", "mse", "first | targets | separation")]
    [InlineData("batchSize", "0", "1")]
    [InlineData("layers", "11,4", "the number of classes, 3")]
    [InlineData("layers", "11,x,3", "'x'")]
    [InlineData("layers", "", "1..8")]
    [InlineData("weightMeans", "1,2,3", "one for each layer")]
    [InlineData("weightSigmas", "1,-1", "'-1'")]
    [InlineData("weightSigmas", "NaN", "'NaN'")]
    [InlineData("permittedMissing", "0.5,2", "'2'")]
    [InlineData("biasTimes", "1;1;1", "up to 2")]
    [InlineData("early", "0.7", "early must be below late")]
    [InlineData("leak", "1", "must be finite and above Leak")]
    [InlineData("initialWeights", "no-such-file.npz", "hidden.weight")]
    public void A_wrong_value_is_refused_with_the_field_and_what_it_may_be(string key, string value, string permitted)
    {
        var fault = Assert.Single(SpikeTimeTasks.FaultsOf("bars", Backend.Model, (key, value)));
        Assert.Contains(permitted, fault, StringComparison.Ordinal);
        Assert.Contains(key == "leak" ? "Threshold" : key, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_found_together() =>
        Assert.Equal(6, SpikeTimeTasks.FaultsOf("bars", Backend.Model, ("tauSyn", "0"), ("layers", "11"), ("early", "9"), ("threshold", "-1"), ("weightMeans", "a"), ("imperfections", "rust")).Count);

    [Theory]
    [InlineData("biasTimes", "0.9;0.9", "only the first layer")]
    [InlineData("delays", "axonal", "no adjustable delays")]
    [InlineData("noiseSigma", "0.1", "its own noise")]
    [InlineData("biasTimes", "5", "outside a sample")]
    public void A_chip_refuses_what_it_cannot_do(string key, string value, string reason)
    {
        var faults = SpikeTimeTasks.FaultsOf("bars", Backend.Chip, (key, value));
        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.Contains(reason, fault, StringComparison.Ordinal));
        Assert.Empty(SpikeTimeTasks.FaultsOf("bars", Backend.Model, (key, value)));
    }

    [Fact]
    public void Initial_weights_of_another_shape_or_not_finite_are_refused_and_all_told()
    {
        using var place = new Training.TemporaryFolder();
        Directory.CreateDirectory(place.Path);
        var file = Path.Combine(place.Path, "weights.npz");
        File.WriteAllBytes(file, NpzArchive.Encode([NpyArray.Of("hidden.weight", new double[99].Select((_, k) => k == 7 ? double.NaN : 0).ToArray(), 9, 11), NpyArray.Of("label.weight", new double[6], 2, 3)]));
        var faults = SpikeTimeTasks.FaultsOf("bars", Backend.Model, ("initialWeights", file));
        Assert.Equal(2, faults.Count);
        Assert.Contains("element 7 of 'hidden.weight' is NaN", faults[0], StringComparison.Ordinal);
        Assert.Contains("permitted: [11, 3]", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_chip_set_up_is_answered_with_the_known_ones()
    {
        var message = Assert.Throws<ArgumentException>(() => ChipSetup.Find("W66F3")).Message;
        Assert.All(ChipSetup.Known, s => Assert.Contains(s.Name, message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exclusive_or_is_learnt()
    {
        var passes = await SpikeTimeTasks.ValidationsAsync(SpikeTimeTasks.Task("xor-ttfs", Backend.Model));
        Assert.Equal(1, passes[300].Accuracy);
    }

    [Fact]
    public async Task Samples_of_another_size_are_refused()
    {
        var bars = SpikeTimeTasks.Task("bars", Backend.Model);
        var other = SpikeTimeTasks.Task("yinyang-ttfs", Backend.Model, ("trainSize", "30"), ("testSize", "10"));
        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => new TrainingSession().RunAsync(bars with { Train = other.Train, Snapshot = null, Epochs = 1 }, null));
        Assert.Contains("permitted: 9 features, 3 classes", failure.Message, StringComparison.Ordinal);
    }
}
