using Bss2.Messages.Experiment;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Experiments;

public class YinYangExperimentTests
{
    private static readonly BuiltInExperiment YinYang = BuiltInExperiments.Find("yinyang");

    [Fact]
    public void Defaults_are_the_tutorials()
    {
        var task = YinYang.Create(new OptionSet(YinYang.Options))!;
        Assert.Equal((5025, 1050, 75, 4, Backend.Chip), (task.Train.Count, task.Test.Count, task.BatchSize, task.Epochs, task.Backend));
        Assert.Equal(new StepLR(0.002, 5, 0.9), task.LearningRate);
        Assert.Equal([(120, 25), (3, 120)], task.Model.Parameters.Select(p => (p.Shape[0], p.Shape[1])));

        var network = task.Model.Network!;
        Assert.Equal([25, 120, 3], network.Populations.Select(p => p.Size));
        Assert.Equal([256, 257, 258], network.Populations[2].Circuits!);
        Assert.All(network.Populations[1..], p => Assert.Equal(CircuitTargets.Spiking2, p.Targets));
        Assert.Equal([new RackChip("chip", new ChipSettings(new(1), CadcPeriodTicks: 500))], task.Rack!);
    }

    [Fact]
    public void Repeated_inputs_start_with_the_same_weights_and_other_seeds_with_others()
    {
        var weights = Weights(Task(("backend", "model")));
        Assert.Equal(weights[..5], weights[5..10]);
        Assert.NotEqual(weights, Weights(Task(("backend", "model"), ("seed", "2"))));
        var mean = weights.Average();
        Assert.InRange(mean, -0.05, 0.05);
        Assert.InRange(Math.Sqrt(weights.Average(w => (w - mean) * (w - mean))), 0.22, 0.28);
    }

    [Fact]
    public void A_batch_size_that_does_not_divide_the_training_set_is_answered_with_the_nearest_that_do()
    {
        var fault = Assert.Single(FaultsOf(("batchSize", "70")));
        Assert.Contains("67 or 75", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_found_together()
    {
        var faults = FaultsOf(("batchSize", "70"), ("tLate", "59"), ("tBias", "70"), ("dt", "7"), ("imperfections", "rust"));
        Assert.Equal(5, faults.Count);
    }

    [Fact]
    public void A_network_that_does_not_fit_a_chip_is_refused_on_the_chip_alone()
    {
        Assert.Contains(FaultsOf(("nHidden", "200")), f => f.Contains("200", StringComparison.Ordinal));
        Assert.Empty(FaultsOf(("nHidden", "200"), ("backend", "model")));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones() =>
        Assert.Contains("yinyang", Assert.Throws<ArgumentException>(() => BuiltInExperiments.Find("yingyang")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("model")]
    [InlineData("chip")]
    public async Task Replicas_blocks_and_workers_leave_no_trace_in_weights_and_metrics(string backend)
    {
        var results = new List<(string Sha256, double Loss, double? Accuracy)>();
        foreach (var (replicas, blockSize, workers) in new[] { (1, 10, 1), (2, 7, 2), (3, 50, 3) })
        {
            var task = Task(("backend", backend), ("epochs", "1"), ("trainSize", "100"), ("batchSize", "50"), ("testSize", "30"), ("replicas", $"{replicas}"), ("blockSize", $"{blockSize}"));
            var summary = await new TrainingSession { Workers = workers }.RunAsync(task with { Snapshot = null }, null);
            results.Add((summary.WeightsSha256, summary.TestLoss, summary.TestAccuracy));
        }

        Assert.Single(results.Distinct());
    }

    [Theory]
    [InlineData("model", 0.02)]
    [InlineData("chip", 0.02)]
    public async Task A_short_training_learns_and_draws(string backend, double lowerBy)
    {
        var options = new OptionSet(YinYang.Options);
        foreach (var (key, value) in YinYang.Presets["quick"])
        {
            options.Set(key, value, "preset");
        }

        options.Set("backend", backend, "test");
        var tests = new List<Tested>();
        using var place = new Training.TemporaryFolder();
        await new TrainingSession().RunAsync(YinYang.Create(options)!, RunFolder.Create(place.Path), happened =>
        {
            if (happened is Tested tested)
            {
                tests.Add(tested);
            }
        });

        Assert.True(tests[1].Loss < tests[0].Loss - lowerBy, $"{tests[0]} -> {tests[1]}");
        Assert.InRange(tests[1].HiddenSpikesPerSample, 10, 120);
        var snapshot = SnapshotFile.Decode(place.Files()[RunFolder.SnapshotFile]);
        Assert.Equal((50, 50 * 50 * 3), (snapshot.GridWidth, snapshot.GridScores.Length));
        Assert.Equal(5, snapshot.InputTimesMicroseconds.Length);
        Assert.Contains(18.0, snapshot.InputTimesMicroseconds);
        Assert.Equal((30, 90), (snapshot.ReadoutTimesMicroseconds.Length, snapshot.ReadoutTraces.Length));
        Assert.All(snapshot.HiddenNeurons, n => Assert.InRange(n, 0, 119));
    }

    private static float[] Weights(TrainingTask task) => ((Parameter<float>)task.Model.Parameters[0]).Values;

    private static TrainingTask Task(params (string Key, string Value)[] settings) => YinYang.Create(Options(settings))!;

    private static IReadOnlyList<string> FaultsOf(params (string Key, string Value)[] settings)
    {
        var options = Options(settings);
        var task = YinYang.Create(options);
        Assert.Equal(options.Faults.Count > 0, task is null);
        return options.Faults;
    }

    private static OptionSet Options((string Key, string Value)[] settings)
    {
        var options = new OptionSet(YinYang.Options);
        foreach (var (key, value) in settings)
        {
            options.Set(key, value, "test");
        }

        return options;
    }
}
