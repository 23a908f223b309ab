using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

/// <summary>Models whose parameters are float64 train, are kept and go on as others do.</summary>
public sealed class PrecisionTests
{
    [Fact]
    public async Task Float64_weights_come_back_from_their_file_to_the_last_bit()
    {
        using var place = new TemporaryFolder();
        var model = new WideModel(1);
        await Trainings.Session().RunAsync(Task(model), RunFolder.Create(place.Path));
        var loaded = new WideModel(2);

        WeightsFile.Load(RunFolder.Open(place.Path), loaded.Parameters);

        Assert.Equal(model.Weight.Values, loaded.Weight.Values);
        Assert.Equal(model.Offset.Values, loaded.Offset.Values);
        Assert.NotEqual(new WideModel(1).Weight.Values, model.Weight.Values);
        Assert.Equal("<f8", NpzArchive.Decode(place.Files()[RunFolder.WeightsFile])["weight"].Type);
    }

    [Fact]
    public async Task Weights_of_the_other_precision_are_refused()
    {
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Task(new WideModel(1), epochs: 0), RunFolder.Create(place.Path));
        using var folder = RunFolder.Open(place.Path);
        folder.TakeOver();
        folder.Write(RunFolder.WeightsFile, NpzArchive.Encode([NpyArray.Of("weight", new float[4], 4), NpyArray.Of("offset", new float[1], 1)]));
        var refusal = Assert.Throws<RunRefusedException>(() => WeightsFile.Load(folder, new WideModel(1).Parameters));
        Assert.Contains("'weight' has elements of type <f4, not <f8", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hash_covers_each_element_in_its_own_precision()
    {
        var model = new WideModel(1);
        var summary = await Trainings.Session().RunAsync(Task(model), null);
        byte[] bytes = [.. MemoryMarshal.AsBytes<double>(model.Weight.Values), .. MemoryMarshal.AsBytes<float>(model.Offset.Values)];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), summary.WeightsSha256);
    }

    [Fact]
    public async Task A_resumed_training_leaves_the_files_of_an_uninterrupted_one()
    {
        var uninterrupted = await Trainings.FilesOfAsync(Task(new WideModel(1)), Trainings.Session());
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Task(new WideModel(1), epochs: 1), RunFolder.Create(place.Path));
        await Trainings.Session(workers: 1).RunAsync(Task(new WideModel(1)), RunFolder.Open(place.Path), resume: true);
        DeterminismTests.AssertSame(uninterrupted, place.Files());
    }

    [Fact]
    public async Task A_checkpoint_of_the_other_precision_is_refused_with_both()
    {
        var files = await Trainings.FilesOfAsync(Task(new WideModel(1), epochs: 0), Trainings.Session());
        var checkpoint = CheckpointCodec.Decode(files[RunFolder.CheckpointFile], "here");
        var narrow = checkpoint with { Parameters = [new float[4], checkpoint.Parameters[1]] };
        var refusal = Assert.Throws<RunRefusedException>(() => narrow.ApplyTo(Task(new WideModel(1)), "here"));
        Assert.Contains("parameter 0 is 'weight' of 4 values in float64 now and was 'weight' of 4 values in float32", refusal.Message, StringComparison.Ordinal);
    }

    private static TrainingTask Task(WideModel model, int epochs = 3) => Trainings.Task(Backend.Model, epochs: epochs) with { Model = model, Snapshot = null };
}
