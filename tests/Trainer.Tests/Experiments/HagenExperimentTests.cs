using Bss2.Trainer.Experiments;
using Bss2.Trainer.Tests.Data;
using Bss2.Trainer.Tests.Training;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Experiments;

public sealed class HagenExperimentTests
{
    [Fact]
    public void The_tutorial_is_the_default()
    {
        var task = new YinYangHagenExperiment().Create(Options(new YinYangHagenExperiment()))!;
        Assert.Equal((215, 350, 350, 3000), (task.Epochs, task.BatchSize, task.FreshSamples, task.Test.Count));
        Assert.Equal([("mock", Backend.Model, 200), ("chip", Backend.Chip, 15)], task.Phases.Select(p => (p.Name, p.Backend, p.Epochs)));
        Assert.Equal([1, 0.99, 0.2, 0.2 * 0.9], new[] { task.Phases[0].LearningRate.At(0), task.Phases[0].LearningRate.At(1), task.Phases[1].LearningRate.At(0), task.Phases[1].LearningRate.At(1) });
        Assert.Equal(256, task.Snapshot!.Grid!.Count);

        // 0.00168 and 2.27 were measured on chip 1.
        Assert.Matches(@"^gain factor: 0\.00\d{3}\nnoise std\.:  2\.\d{5}\nSequential\(\n  \(0\): Linear\(in_features=4, out_features=128, num_sends=\d+, mock=True\)\n  \(1\): ConvertingReLU\(shift=1, mock=True\)", task.Introduction);
        Assert.Contains("(1): ConvertingReLU(shift=1)\n", task.Introduction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0034", "(0): Linear(in_features=4, out_features=128, num_sends=20, mock=True)", "(2): Linear(in_features=128, out_features=3, num_sends=4, mock=True)")]
    [InlineData("0.002", "(0): Linear(in_features=4, out_features=128, num_sends=34, mock=True)", "(2): Linear(in_features=128, out_features=3, num_sends=6, mock=True)")]
    public void A_given_law_is_not_measured(string gain, string first, string second)
    {
        var task = new YinYangHagenExperiment().Create(Options(new YinYangHagenExperiment(), ("gain", gain), ("noiseStd", "2")))!;
        Assert.StartsWith($"gain factor: {gain.PadRight(7, '0')}\nnoise std.:  2.00000\n", task.Introduction, StringComparison.Ordinal);
        Assert.Contains(first, task.Introduction, StringComparison.Ordinal);
        Assert.Contains(second, task.Introduction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gain", "0", "above 0 and at most 1, or -1")]
    [InlineData("gain", "-0.5", "above 0 and at most 1, or -1")]
    [InlineData("gain", "1.5", "up to 1")]
    [InlineData("noiseStd", "-0.5", "0 or more, or -1")]
    [InlineData("rack", "left", "name=serial")]
    public void Wrong_options_are_told_with_what_is_permitted(string key, string value, string permitted)
    {
        var options = Options(new YinYangHagenExperiment(), (key, value));
        new YinYangHagenExperiment().Create(options);
        Assert.Contains(permitted, Assert.Single(options.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_training_learns_in_mock_and_goes_on_on_the_chip()
    {
        var experiment = new YinYangHagenExperiment();
        var options = Options(experiment, ("mockEpochs", "60"), ("chipEpochs", "5"), ("testEvery", "100"), ("saveEvery", "5"), ("testSize", "600"));
        using var place = new TemporaryFolder();
        var summary = await new TrainingSession().RunAsync(experiment.Create(options)!, RunFolder.Create(place.Path));
        Assert.InRange(summary.Phases![0].AccuracyAfter!.Value, 0.68, 0.92);
        Assert.InRange(summary.Phases[1].AccuracyAfter!.Value, 0.68, 0.92);
        Assert.True(summary.Phases[0].LossAfter < 0.1 * summary.Phases[0].LossBefore);

        // A map with each writing of the folder; the boundary of the phases has one of each.
        var snapshot = SnapshotFile.Decode(place.Files()[RunFolder.SnapshotFile]);
        Assert.Equal([0, 60, 60, 65], snapshot.MapEpochs);
        Assert.Equal(4 * 256 * 3, snapshot.MapScores.Length);
        Assert.Equal(snapshot.GridScores, snapshot.MapScores[^768..]);
    }

    [Fact]
    public async Task On_the_model_backend_both_phases_are_in_mock()
    {
        var experiment = new YinYangHagenExperiment();
        var options = Options(experiment, ("backend", "model"), ("mockEpochs", "2"), ("chipEpochs", "1"), ("testSize", "50"));
        var summary = await new TrainingSession().RunAsync(experiment.Create(options)!, null);
        Assert.Equal(["model", "model"], summary.Phases!.Select(p => p.Backend));
        Assert.Equal(summary.Phases![0].LossAfter, summary.Phases[1].LossBefore);
    }

    [MnistFact]
    public async Task Padded_digits_go_through_a_convolution_and_two_dense_layers()
    {
        var experiment = new MnistHagenExperiment();
        var options = Options(experiment, ("mockEpochs", "1"), ("chipEpochs", "1"), ("trainSize", "1000"), ("dataDir", MnistFactAttribute.Folder!));
        var task = experiment.Create(options)!;
        Assert.Equal(
            ["convolution.weight 20x1x10x10", "convolution.bias 20", "hidden.weight 128x500", "hidden.bias 128", "output.weight 10x128", "output.bias 10"],
            task.Model.Parameters.Select(p => $"{p.Name} {string.Join('x', p.Shape)}"));
        Assert.Equal((3, 900), (task.Model.Stages, task.Train.FeatureCount));
        var image = task.Train[0];
        Assert.Equal(0, image[..31].ToArray().Max());
        Assert.Equal(31, image.ToArray().Max());
        var log = new EventLog();
        await new TrainingSession().RunAsync(task with { Test = Few(task.Test) }, null, log.Add);
        var losses = log.All.OfType<EpochTrained>().Select(e => e.Loss).ToArray();
        Assert.True(losses[1] < 0.5 * losses[0], $"losses {string.Join(' ', losses)}");
    }

    private static Bss2.Trainer.Data.Dataset Few(Bss2.Trainer.Data.Dataset data)
    {
        var features = new double[200 * data.FeatureCount];
        for (var k = 0; k < 200; k++)
        {
            data.Read(k, features.AsSpan(k * data.FeatureCount, data.FeatureCount));
        }

        return new Bss2.Trainer.Data.Dataset(features, data.FeatureCount, data.Labels[..200], data.ClassNames);
    }

    private static OptionSet Options(BuiltInExperiment experiment, params (string Key, string Value)[] values)
    {
        var options = new OptionSet(experiment.Options);
        foreach (var (key, value) in values)
        {
            options.Set(key, value, "test");
        }

        return options;
    }
}
