using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

public sealed class SnapshotTests
{
    [Fact]
    public async Task Outputs_of_the_whole_test_and_the_models_own_arrays_are_kept_where_wanted()
    {
        var files = await Trainings.FilesOfAsync(Task(testOutputs: true), Trainings.Session());
        var snapshot = SnapshotFile.Decode(files[RunFolder.SnapshotFile]);

        Assert.Equal((50, 50, 100), (snapshot.TestScores.Length, snapshot.TestLabels.Length, snapshot.TestHidden.Length));
        Assert.Equal(snapshot.TestScores[3], snapshot.TestHidden[6]);
        Assert.Equal(double.PositiveInfinity, snapshot.TestHidden[7]);
        Assert.Equal(Task(true).Test.Labels, snapshot.TestLabels);
        Assert.Equal([4.0], Assert.Single(snapshot.Further, a => a.Name == "bumps").Doubles());
        Assert.Equal([50, 2], NpzArchive.Decode(files[RunFolder.SnapshotFile])["testHidden"].Shape);
        Assert.Equal(files[RunFolder.SnapshotFile], SnapshotFile.Encode(snapshot));
    }

    [Fact]
    public async Task Without_the_wish_for_outputs_there_are_none()
    {
        var files = await Trainings.FilesOfAsync(Task(testOutputs: false), Trainings.Session());
        Assert.DoesNotContain(NpzArchive.Decode(files[RunFolder.SnapshotFile]).Keys, name => name.StartsWith("test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_array_under_a_name_that_is_taken_is_refused()
    {
        var files = await Trainings.FilesOfAsync(Task(testOutputs: false), Trainings.Session());
        var snapshot = SnapshotFile.Decode(files[RunFolder.SnapshotFile]);
        var refusal = Assert.Throws<ArgumentException>(() => SnapshotFile.Encode(snapshot with { Further = [NpyArray.Of("epoch", [1.0], 1)] }));
        Assert.Contains("named 'epoch'", refusal.Message, StringComparison.Ordinal);
    }

    private static TrainingTask Task(bool testOutputs) => Trainings.Task(Backend.Model, epochs: 1) with
    {
        Model = new HookedModel(1) { Replaces = _ => true },
        Snapshot = new SnapshotRequest(null, 0, 3) { TestOutputs = testOutputs },
    };
}
