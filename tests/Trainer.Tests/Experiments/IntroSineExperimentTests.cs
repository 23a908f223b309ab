using System.Globalization;
using Bss2.Messages.Experiment;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Measuring;
using Bss2.Trainer.Tests.Training;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Experiments;

public sealed class IntroSineExperimentTests
{
    private static readonly BuiltInExperiment Sine = BuiltInExperiments.Find("intro-sine");

    [Fact]
    public void Defaults_are_the_tutorials()
    {
        var task = Task(("traceScale", "0.02"));
        Assert.Equal((1, 1, 1, 200, Backend.Chip, ScoreKind.Regression), (task.Train.Count, task.Test.Count, task.BatchSize, task.Epochs, task.Backend, task.Score));
        Assert.Equal(0.002, task.LearningRate.At(199));
        Assert.Equal([(3, 128)], task.Model.Parameters.Select(p => (p.Shape[0], p.Shape[1])));
        Assert.Equal([128, 3], task.Model.Network!.Populations.Select(p => p.Size));
        Assert.Equal(CircuitTargets.Spiking, task.Model.Network!.Populations[1].Targets);
    }

    [Fact]
    public void Targets_start_at_rest_and_reach_one_and_inputs_have_their_rate()
    {
        foreach (var seed in new ulong[] { 1, 2, 3 })
        {
            var targets = IntroSineData.Targets(seed, 100, 3);
            Assert.All(targets[..3], value => Assert.Equal(0, value, 1e-6));
            for (var n = 0; n < 3; n++)
            {
                Assert.Equal(1, Enumerable.Range(0, 100).Max(row => Math.Abs(targets[(row * 3) + n])), 1e-6);
            }

            var spikes = IntroSineData.Sample(seed, 100, 128, 0.03).Features;
            Assert.Equal(spikes.Length, spikes.Count(v => v is 0 or 1));
            Assert.InRange(spikes.Average(), 0.025, 0.035);
        }

        Assert.NotEqual(IntroSineData.Targets(1, 100, 3), IntroSineData.Targets(2, 100, 3));
    }

    [Fact]
    public void The_trace_scale_is_measured_on_the_readouts_circuits_and_told()
    {
        var options = Options(("chipSerial", "4"), ("seed", "3"));
        var task = Sine.Create(options)!;
        var measured = TraceScale.Measure(new MeasuringSetup(task.Rack![0].Settings, CircuitTargets.Spiking) { Circuits = [0, 1, 2], Seed = 3 }).Scale.Value;
        Assert.Equal(measured.ToString("R", CultureInfo.InvariantCulture), options.Format("traceScale"));
        Assert.InRange(measured, (1 / 45.0) - 0.007, (1 / 45.0) + 0.007);

        var model = Options(("backend", "model"));
        Assert.NotNull(Sine.Create(model));
        Assert.Equal("0", model.Format("traceScale"));
    }

    [Theory]
    [InlineData("model", 1e-3)]
    [InlineData("chip", 5e-3)]
    public async Task Readouts_learn_their_sines(string backend, double most)
    {
        var losses = new List<double>();
        for (var seed = 1; seed <= 5; seed++)
        {
            var task = Task(("backend", backend), ("seed", seed.ToString(CultureInfo.InvariantCulture)), ("testEvery", "200"));
            losses.Add((await new TrainingSession { Workers = 1 }.RunAsync(task, null)).TestLoss);
        }

        Assert.InRange(losses.Average(), 0, most);
    }

    [Fact]
    public async Task Replicas_decide_no_weight()
    {
        var hashes = new List<string>();
        foreach (var replicas in new[] { "1", "2", "4" })
        {
            hashes.Add((await new TrainingSession().RunAsync(Task(("epochs", "12"), ("replicas", replicas)), null)).WeightsSha256);
        }

        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public async Task A_training_that_goes_on_ends_with_the_bytes_of_one_that_was_never_stopped()
    {
        using var whole = new TemporaryFolder();
        using var parts = new TemporaryFolder();
        var uninterrupted = await new TrainingSession().RunAsync(Task(("epochs", "20")), RunFolder.Create(whole.Path));
        await new TrainingSession().RunAsync(Task(("epochs", "10")), RunFolder.Create(parts.Path));
        var resumed = await new TrainingSession().RunAsync(Task(("epochs", "20")), RunFolder.Open(parts.Path), resume: true);
        Assert.Equal(uninterrupted.WeightsSha256, resumed.WeightsSha256);

        var snapshot = SnapshotFile.Decode(RunFolder.Open(parts.Path).Read(RunFolder.SnapshotFile));
        Assert.Equal(SnapshotFile.Decode(RunFolder.Open(whole.Path).Read(RunFolder.SnapshotFile)).Further.Select(a => a.Data), snapshot.Further.Select(a => a.Data));
        Assert.Equal([0, 10, 20], snapshot.Further.First(a => a.Name == "keptEpochs").Integers());
        Assert.Equal([3, 100, 3], snapshot.Further.First(a => a.Name == "keptTraces").Shape);
    }

    [Fact]
    public void Wrong_options_are_refused_together()
    {
        var options = Options(("batchSize", "3"), ("imperfections", "rust"), ("steps", "1000"), ("inputRate", "2"));
        Assert.Null(Sine.Create(options));
        Assert.Equal(4, options.Faults.Count);
        Assert.Contains(options.Faults, f => f.Contains("'batchSize' is 3; permitted: 1", StringComparison.Ordinal));
    }

    private static TrainingTask Task(params (string Key, string Value)[] settings) => Sine.Create(Options(settings))!;

    private static OptionSet Options(params (string Key, string Value)[] settings)
    {
        var options = new OptionSet(Sine.Options);
        foreach (var (key, value) in settings)
        {
            options.Set(key, value, "test");
        }

        return options;
    }
}
