using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

public class CheckpointTests
{
    [Fact]
    public async Task Decoding_what_was_encoded_gives_the_same_bytes_again()
    {
        var bytes = await CheckpointOfATrainingAsync();
        Assert.Equal(bytes, CheckpointCodec.Encode(CheckpointCodec.Decode(bytes, "here")));
    }

    [Fact]
    public async Task A_checkpoint_cut_off_anywhere_is_refused()
    {
        var bytes = await CheckpointOfATrainingAsync();
        for (var length = 0; length < bytes.Length; length += length < 128 ? 1 : 64)
        {
            var refusal = Assert.Throws<RunRefusedException>(() => CheckpointCodec.Decode(bytes[..length], "/runs/a/checkpoint.bin"));
            Assert.Contains("/runs/a/checkpoint.bin", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_checkpoint_with_any_bit_flipped_is_refused()
    {
        var bytes = await CheckpointOfATrainingAsync();
        for (var bit = 0; bit < bytes.Length * 8; bit += 7)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<RunRefusedException>(() => CheckpointCodec.Decode(bytes, "here"));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public async Task A_checkpoint_of_the_version_before_is_called_that()
    {
        var bytes = await CheckpointOfATrainingAsync();
        bytes[8] = 2;
        System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32), bytes.AsSpan(bytes.Length - 32));
        var refusal = Assert.Throws<RunRefusedException>(() => CheckpointCodec.Decode(bytes, "here"));
        Assert.Contains("format version 2; this version reads 3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_file_is_called_that()
    {
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 0), RunFolder.Create(place.Path));
        File.WriteAllText(Path.Combine(place.Path, RunFolder.CheckpointFile), "PK and something else");
        var refusal = await Assert.ThrowsAsync<RunRefusedException>(() =>
            Trainings.Session().RunAsync(Trainings.Task(Backend.Model), RunFolder.Open(place.Path), resume: true));
        Assert.Contains("is no checkpoint", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_of_another_experiment_is_refused_with_both_names()
    {
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 0), RunFolder.Create(place.Path));
        var refusal = await Assert.ThrowsAsync<RunRefusedException>(() =>
            Trainings.Session().RunAsync(Trainings.Task(Backend.Model) with { Experiment = "other" }, RunFolder.Open(place.Path), resume: true));
        Assert.Contains("experiment is 'other' now and was 'linear'", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<byte[]> CheckpointOfATrainingAsync()
    {
        var files = await Trainings.FilesOfAsync(Trainings.Task(Backend.Model, epochs: 1), Trainings.Session());
        return files[RunFolder.CheckpointFile];
    }
}
