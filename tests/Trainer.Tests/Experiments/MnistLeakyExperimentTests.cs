using Bss2.Trainer.Data;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.LeakyNetworks;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Tests.Data;
using Bss2.Trainer.Tests.LeakyNetworks;
using Bss2.Trainer.Tests.Training;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Experiments;

public sealed class MnistLeakyExperimentTests
{
    private static readonly MnistLeakyExperiment Experiment = new();

    [Fact]
    public void The_defaults_are_those_of_the_tutorial()
    {
        var options = new OptionSet(Experiment.Options);
        Assert.Equal(
            ["model", "1", "128", "0.0005", "1000", "25", "0.95", "1", "subtract", "atan", "leaky", "50"],
            new[] { "backend", "epochs", "batchSize", "learningRate", "nHidden", "steps", "beta", "threshold", "reset", "surrogate", "neurons", "minibatchEvery" }.Select(options.Format));
    }

    [Fact]
    public void The_chip_is_refused_with_the_reason()
    {
        Assert.Contains("784 signed inputs", Experiment.RefusalOf(Backend.Chip), StringComparison.Ordinal);
        Assert.Null(Experiment.RefusalOf(Backend.Model));
    }

    [Fact]
    public void A_missing_folder_and_neurons_that_know_no_such_reset_are_told_together()
    {
        var options = new OptionSet(Experiment.Options);
        options.Set("neurons", "tutorial", "test");
        options.Set("reset", "zero", "test");
        Assert.Null(Experiment.Create(options));
        Assert.Contains(options.Faults, f => f.Contains("know the reset 'subtract' alone", StringComparison.Ordinal));
        Assert.Contains(options.Faults, f => f.Contains("--data-dir DIR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Weights_do_not_depend_on_the_number_of_workers_or_on_minibatches_that_are_run_again()
    {
        var first = await Trainings.Session(1).RunAsync(Striped(0) with { Epochs = 6 }, null);
        Assert.True(first.TestAccuracy > 0.9, $"accuracy {first.TestAccuracy}");
        foreach (var (workers, every) in new[] { (2, 0), (3, 1) })
        {
            var other = await Trainings.Session(workers).RunAsync(Striped(every) with { Epochs = 6 }, null);
            Assert.Equal((first.WeightsSha256, first.TestLoss), (other.WeightsSha256, other.TestLoss));
        }
    }

    [Fact]
    public async Task A_minibatch_is_told_before_and_after_its_update_and_passes_count_spikes_and_operations()
    {
        var log = new EventLog();
        await Trainings.Session().RunAsync(Striped(3), null, log.Add);
        var told = log.All.OfType<MinibatchTrained>().ToArray();
        Assert.Equal([1, 4], told.Select(m => m.Batch));
        Assert.All(told, m => Assert.True(m.LossAfter < m.Loss, $"{m.Loss} -> {m.LossAfter}"));
        var batch = log.All.OfType<BatchTrained>().ElementAt(3);
        Assert.Equal((batch.Loss, batch.Accuracy), (told[1].Loss, told[1].Accuracy));

        var test = log.All.OfType<SeriesAdded>().Last(s => s.Batch is null).Values.ToDictionary(v => v.Key, v => v.Value);
        Assert.Equal(log.All.OfType<Tested>().Last().HiddenSpikesPerSample, test["hiddenSpikesPerSample"]);
        Assert.Equal(3 * test["hiddenSpikesPerSample"], test["synapticOperationsPerSample"], 1e-9);
        Assert.Equal(16 * 50, test["multiplyAccumulatesPerSample"]);
        Assert.InRange(test["outputSpikesPerSample"], 0.01, 3 * 10);
    }

    [Fact]
    public void Pictures_hold_the_runs_of_the_examples()
    {
        var task = Striped(0);
        var arrays = task.Model.Pictures().ToDictionary(a => a.Name);
        Assert.Equal([3, 16], arrays["digitPixels"].Shape);
        Assert.Equal(task.Test.Labels[..3], arrays["digitLabels"].Integers());
        Assert.Equal([3, 10, 3], arrays["digitMembranes"].Shape);
        var membranes = arrays["digitMembranes"].Singles();
        var counts = Enumerable.Range(0, 9).Select(k => Enumerable.Range(0, 10).Count(t => membranes[(k / 3 * 30) + (t * 3) + (k % 3)] > 1));
        Assert.Equal(counts, arrays["digitCounts"].Integers());
        Assert.All(arrays["digitSpikes"].Integers().Chunk(3), s => Assert.True(s[0] is >= 0 and < 3 && s[1] is >= 0 and < 10 && s[2] is >= 0 and < 50));
    }

    [MnistFact]
    public async Task Thirty_updates_on_MNIST_classify_seven_of_ten_test_images_with_either_kind_of_neuron()
    {
        foreach (var neurons in new[] { "leaky", "tutorial" })
        {
            var options = new OptionSet(Experiment.Options);
            options.Set("dataDir", MnistFactAttribute.Folder, "test");
            options.Set("neurons", neurons, "test");
            var task = Experiment.Create(options)!;
            Assert.Equal((60_000, 10_000, LastBatch.Drop), (task.Train.Count, task.Test.Count, task.LastBatch));
            var summary = await new TrainingSession().RunAsync(task with { Train = First(task.Train, 30 * 128), Test = First(task.Test, 1000), Snapshot = null }, null);
            Assert.True(summary.TestAccuracy >= 0.7, $"{neurons}: {summary.TestAccuracy}");
        }
    }

    private static Dataset First(Dataset data, int count) =>
        new(new ByteFeatures(data.Bytes!.Values[..(count * data.FeatureCount)], data.Bytes.Levels.ToArray()), data.FeatureCount, data.Labels[..count], data.ClassNames);

    // Three kinds of stripes on 16 pixels, 5 batches of 96 and a rest: two chunks a batch.
    private static TrainingTask Striped(int minibatchEvery)
    {
        var options = new OptionSet(Trainings.Specs);
        var test = Stripes.Of(60);
        return new TrainingTask
        {
            Experiment = "striped",
            Model = new LeakyClassifierModel(
                new LeakyClassifierOptions { Sources = 16, Hidden = 50, Classes = 3, TimeSteps = 10 }, 1, new Dataset(test.Features[..(3 * 16)], 16, test.Labels[..3], test.ClassNames)),
            Train = Stripes.Of(500),
            Test = test,
            Backend = Backend.Model,
            Seed = 1,
            Epochs = 1,
            BatchSize = 96,
            LastBatch = LastBatch.Drop,
            LearningRate = new StepLR(0.01, 1, 1),
            MinibatchEvery = minibatchEvery,
            Options = options,
        };
    }
}
