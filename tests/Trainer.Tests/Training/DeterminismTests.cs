using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

public class DeterminismTests
{
    [Fact]
    public async Task Blocks_replicas_and_workers_leave_no_trace_in_any_file()
    {
        var reference = await Trainings.FilesOfAsync(Trainings.Task(Backend.Chip, blockSize: 30, replicas: 1), Trainings.Session(workers: 1));
        foreach (var (blockSize, replicas, workers, ahead) in new[] { (1, 3, 2, 2), (4, 2, 3, 1), (7, 4, 1, 3), (100, 2, 8, 2) })
        {
            var files = await Trainings.FilesOfAsync(Trainings.Task(Backend.Chip, blockSize, replicas), Trainings.Session(workers, ahead));
            AssertSame(reference, files);
        }
    }

    [Fact]
    public async Task Workers_leave_no_trace_on_the_model_backend()
    {
        var reference = await Trainings.FilesOfAsync(Trainings.Task(Backend.Model), Trainings.Session(workers: 1));
        foreach (var workers in new[] { 2, 5 })
        {
            AssertSame(reference, await Trainings.FilesOfAsync(Trainings.Task(Backend.Model), Trainings.Session(workers)));
        }
    }

    [Fact]
    public async Task Failing_dying_and_repeating_replicas_leave_no_trace()
    {
        var reference = await Trainings.FilesOfAsync(Trainings.Task(Backend.Chip), Trainings.Session());
        var troubled = Trainings.Session(2, 2, new ReplicaScript(FailFirstAttempts: 2), new ReplicaScript(DieAtBlock: 9), new ReplicaScript(AnswerTwice: true));
        AssertSame(reference, await Trainings.FilesOfAsync(Trainings.Task(Backend.Chip, replicas: 3), troubled));
    }

    [Fact]
    public async Task Another_seed_gives_other_weights()
    {
        var (one, two) = (Trainings.Task(Backend.Model, seed: 1), Trainings.Task(Backend.Model, seed: 2));
        var first = await Trainings.Session().RunAsync(one, null);
        var second = await Trainings.Session().RunAsync(two, null);
        Assert.NotEqual(first.WeightsSha256, second.WeightsSha256);
    }

    internal static void AssertSame(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, bytes) in expected)
        {
            Assert.True(bytes.AsSpan().SequenceEqual(actual[name]), $"{name} differs: {System.Text.Encoding.UTF8.GetString(bytes)} / {System.Text.Encoding.UTF8.GetString(actual[name])}");
        }
    }
}
