using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.Data;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Perceptron;
using Bss2.Trainer.Tests.Training;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Perceptron;

/// <summary>Networks of several products trained on emulated chips, stage by stage, and in phases.</summary>
public sealed class StagedTrainingTests
{
    [Fact]
    public async Task Blocks_replicas_and_workers_leave_no_trace()
    {
        var reference = await Trainings.FilesOfAsync(Task(blockSize: 60), Session(1));
        foreach (var (blockSize, replicas, workers) in new[] { (7, 2, 2), (1, 4, 3), (20, 2, 1) })
        {
            DeterminismTests.AssertSame(reference, await Trainings.FilesOfAsync(Task(blockSize, replicas), Session(workers)));
        }
    }

    [Fact]
    public async Task A_chip_without_imperfections_trains_as_a_mock_without_noise()
    {
        var chip = await Session().RunAsync(Task(enabled: Imperfections.None, mockEpochs: 0, chipEpochs: 3, chipRate: MockRate), null);
        var mock = await Session().RunAsync(Task(mockEpochs: 3, chipEpochs: 0, law: new MockParameter(0.002, 0)), null);
        Assert.Equal(mock.WeightsSha256, chip.WeightsSha256);
        var noisy = await Session().RunAsync(Task(mockEpochs: 0, chipEpochs: 3, chipRate: MockRate), null);
        Assert.NotEqual(noisy.WeightsSha256, chip.WeightsSha256);
    }

    [Fact]
    public async Task Layers_in_mock_are_no_stages()
    {
        var law = new MockParameter(0.002, 0);
        var mixed = Task(enabled: Imperfections.None, mockEpochs: 0, chipEpochs: 2, law: law, firstInMock: true);
        Assert.Equal((1, false), (mixed.Model.Stages, mixed.Model.EncodesAhead));
        Assert.Equal((2, true), (Task().Model.Stages, Task().Model.EncodesAhead));
        var all = await Session().RunAsync(Task(enabled: Imperfections.None, mockEpochs: 0, chipEpochs: 2, law: law), null);
        Assert.Equal(all.WeightsSha256, (await Session().RunAsync(mixed, null)).WeightsSha256);
    }

    [Fact]
    public async Task Tiles_may_be_shared_among_several_chips()
    {
        var one = await Session().RunAsync(Task(enabled: Imperfections.None, mockEpochs: 0), null);
        var two = await Session().RunAsync(Task(enabled: Imperfections.None, mockEpochs: 0, chips: 2), null);
        Assert.Equal(one.WeightsSha256, two.WeightsSha256);
    }

    [Fact]
    public async Task Each_phase_is_tested_first_and_last_and_told_in_the_summary()
    {
        var log = new EventLog();
        var summary = await Session().RunAsync(Task(mockEpochs: 2, chipEpochs: 1), null, log.Add);
        var tests = log.All.OfType<Tested>().ToArray();
        Assert.Equal([0, 1, 2, 2, 3], tests.Select(t => t.Epoch));
        Assert.Equal(2, summary.Phases!.Length);
        Assert.Equal(
            [new PhaseSummary("mock", "model", 2, tests[0].Accuracy, tests[0].Loss, tests[2].Accuracy, tests[2].Loss), new PhaseSummary("chip", "chip", 1, tests[3].Accuracy, tests[3].Loss, tests[4].Accuracy, tests[4].Loss)],
            summary.Phases);
        Assert.NotEqual(tests[2].Loss, tests[3].Loss);
        Assert.Equal(summary.TestAccuracy, summary.Phases[1].AccuracyAfter);
        Assert.Equal([("mock", 0), ("chip", 2)], log.All.OfType<PhaseStarted>().Select(p => (p.Name, p.Epoch)));

        // Each phase begins with its own rate.
        Assert.Equal([1.0, 0.5, 0.2], log.All.OfType<EpochTrained>().Select(e => e.LearningRate));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_training_resumed_in_any_phase_ends_with_the_same_weights(int interruptedAfter)
    {
        var expected = await Session().RunAsync(Task(mockEpochs: 2, chipEpochs: 2), null);
        using var place = new TemporaryFolder();
        using var interruption = new CancellationTokenSource();
        void Listen(object happened)
        {
            if (happened is EpochTrained trained && trained.Epoch == interruptedAfter)
            {
                interruption.Cancel();
            }
        }

        await Assert.ThrowsAsync<TrainingInterruptedException>(() => Session().RunAsync(Task(mockEpochs: 2, chipEpochs: 2), RunFolder.Create(place.Path), Listen, interruption: interruption.Token));
        var log = new EventLog();
        var resumed = await Session().RunAsync(Task(mockEpochs: 2, chipEpochs: 2), RunFolder.Open(place.Path), log.Add, resume: true);
        Assert.Equal(expected.WeightsSha256, resumed.WeightsSha256);
        Assert.Equal(expected.Phases, resumed.Phases!);
        Assert.NotEmpty(log.All.OfType<PhaseStarted>());
    }

    [Fact]
    public async Task Epochs_of_fresh_samples_take_the_next_ones_of_the_set()
    {
        var task = Task(mockEpochs: 3, chipEpochs: 1);
        var log = new EventLog();
        await Session().RunAsync(task, null, log.Add);
        Assert.Equal(4, log.All.OfType<EpochTrained>().Count());
        Assert.Equal(4, log.All.OfType<BatchTrained>().Count());
        var pass = new EpochPass(task, 2);
        Assert.Equal(Enumerable.Range(120, 60), pass.Batch(0, 0).Samples);
        Assert.Contains("takes the 60 samples from 300 on", Assert.Throws<InvalidOperationException>(() => new EpochPass(task, 5)).Message, StringComparison.Ordinal);
    }

    private static StepLR MockRate { get; } = new(1, 1, 0.5);

    private static TrainingSession Session(int workers = 2) => new() { Workers = workers, Clock = new StandingClock() };

    private static TrainingTask Task(
        int blockSize = 16,
        int replicas = 2,
        Imperfections enabled = Imperfections.All,
        int mockEpochs = 1,
        int chipEpochs = 2,
        MockParameter? law = null,
        bool firstInMock = false,
        int chips = 1,
        StepLR? chipRate = null)
    {
        RackChip[] rack = [.. Enumerable.Range(1, chips).Select(k => new RackChip($"chip{k}", new ChipSettings(new ChipSerial(k), enabled)))];
        var session = new PerceptronSession(seed: 4) { MockParameter = law ?? new MockParameter() };
        var network = new Sequential(
            new Linear(session, 4, 140, mock: firstInMock, name: "hidden"), new ConvertingReLU(shift: 1), new Linear(session, 140, 3, avg: 2, name: "output"));
        IReadOnlyList<string> names = chips == 1 ? [] : [.. rack.Select(c => c.Name)];
        var phases = new[]
        {
            new TrainingPhase("mock", Backend.Model, mockEpochs, MockRate),
            new TrainingPhase("chip", Backend.Chip, chipEpochs, chipRate ?? new StepLR(0.2, 1, 0.9)),
        };
        return new TrainingTask
        {
            Experiment = "staged",
            Model = new PerceptronModel(network, new PerceptronModelOptions([4], 31, session.MockParameter, 25, names)),
            Train = YinYangDataset.Create(60 * Math.Max(5, mockEpochs + chipEpochs), 42),
            Test = YinYangDataset.Create(70, 40),
            FreshSamples = 60,
            Backend = Backend.Chip,
            Phases = phases,
            Seed = 1,
            Epochs = mockEpochs + chipEpochs,
            BatchSize = 60,
            LearningRate = phases[1].LearningRate,
            Rack = rack,
            BlockSize = blockSize,
            Replicas = replicas,
            Options = new OptionSet(Trainings.Specs),
        };
    }
}
