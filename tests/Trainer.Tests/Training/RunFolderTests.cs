using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

public class RunFolderTests
{
    [Fact]
    public async Task A_training_leaves_all_its_files_and_no_others()
    {
        var files = await Trainings.FilesOfAsync(Trainings.Task(Backend.Model), Trainings.Session());
        Assert.Equal(
            ["batches.csv", "checkpoint.bin", "config.yaml", "metrics.csv", "snapshot.npz", "summary.json", "weights.npz"],
            files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tables_have_one_row_for_each_event_and_read_back_to_the_same_numbers()
    {
        var log = new EventLog();
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Chip), RunFolder.Create(place.Path), log.Add);

        var metrics = RowsOf(place, RunFolder.MetricsFile, "epoch,split,loss,accuracy,hiddenSpikesPerSample,learningRate,seconds");
        Assert.Equal(["0,test", "1,train", "1,test", "2,train", "2,test", "3,train", "3,test"], metrics.Select(r => $"{r[0]},{r[1]}"));
        var tests = log.All.OfType<Tested>().Select(t => (t.Loss, t.Accuracy!.Value, t.HiddenSpikesPerSample));
        Assert.Equal(tests, metrics.Where(r => r[1] == "test").Select(r => (Number(r[2]), Number(r[3]), Number(r[4]))));

        var batches = RowsOf(place, RunFolder.BatchesFile, "epoch,batch,loss,accuracy,hiddenSpikesPerSample,learningRate,seconds");
        var trained = log.All.OfType<BatchTrained>().Select(b => (b.Epoch, b.Batch, b.Loss, b.LearningRate));
        Assert.Equal(trained, batches.Select(r => (int.Parse(r[0], CultureInfo.InvariantCulture), int.Parse(r[1], CultureInfo.InvariantCulture), Number(r[2]), Number(r[5]))));
    }

    [Fact]
    public async Task The_summary_has_the_agreed_names_and_the_hash_of_the_weights()
    {
        var files = await Trainings.FilesOfAsync(Trainings.Task(Backend.Chip, epochs: 2), Trainings.Session());
        using var json = JsonDocument.Parse(files[RunFolder.SummaryFile]);
        Assert.Equal(
            ["experiment", "backend", "seed", "chipSerial", "epochs", "testAccuracy", "testLoss", "hiddenSpikesPerSample", "secondsPerEpoch", "weightsSha256", "version"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("chip", json.RootElement.GetProperty("backend").GetString());
        var weights = NpzArchive.Decode(files[RunFolder.WeightsFile])["weight"];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(weights.Data)), json.RootElement.GetProperty("weightsSha256").GetString());
    }

    [Fact]
    public async Task The_configuration_reads_back()
    {
        using var place = new TemporaryFolder();
        var task = Trainings.Task(Backend.Model, epochs: 0);
        task.Options.Set("note", "-Leak, a: \"b\" \\ #c", "test");
        await Trainings.Session().RunAsync(task, RunFolder.Create(place.Path));

        var read = RunConfiguration.Read(RunFolder.Open(place.Path));

        Assert.Equal("linear", read.Experiment);
        Assert.Equal([("epochs", "0"), ("seed", "1"), ("note", "-Leak, a: \"b\" \\ #c")], read.Values.Select(v => (v.Key, v.Value)));
    }

    [Fact]
    public async Task A_folder_with_a_run_is_not_trained_into_again()
    {
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 0), RunFolder.Create(place.Path));
        var refusal = Assert.Throws<RunRefusedException>(() => RunFolder.Create(place.Path));
        Assert.Contains("--resume", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_other_things_in_it_is_refused()
    {
        using var place = new TemporaryFolder();
        Directory.CreateDirectory(place.Path);
        File.WriteAllText(Path.Combine(place.Path, "letter.txt"), "dear");
        Assert.Contains("is not empty", Assert.Throws<RunRefusedException>(() => RunFolder.Create(place.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("holds no run", Assert.Throws<RunRefusedException>(() => RunFolder.Open(place.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_another_format_is_refused_with_both_numbers()
    {
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 0), RunFolder.Create(place.Path));
        var config = Path.Combine(place.Path, RunFolder.ConfigFile);
        File.WriteAllText(config, File.ReadAllText(config).Replace("runFormat: 1", "runFormat: 2", StringComparison.Ordinal));
        var refusal = Assert.Throws<RunRefusedException>(() => RunFolder.Open(place.Path));
        Assert.Contains("run format 2; this version reads format 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_ends_the_training_and_leaves_the_files_as_they_were()
    {
        using var place = new TemporaryFolder();
        var opened = 0;
        var folder = RunFolder.Create(place.Path, file => ++opened > 12 ? new FullDisk(file) : File.Create(file));

        var failure = await Assert.ThrowsAsync<RunFolderException>(() => Trainings.Session().RunAsync(Trainings.Task(Backend.Model), folder));

        Assert.Contains("No space left on device", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--resume", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(place.Files().Keys, name => name.EndsWith(".unfinished", StringComparison.Ordinal));

        // What is there is whole: with space again, the training goes on to the same end.
        var uninterrupted = await Trainings.FilesOfAsync(Trainings.Task(Backend.Model), Trainings.Session());
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model), RunFolder.Open(place.Path), resume: true);
        DeterminismTests.AssertSame(uninterrupted, place.Files());
    }

    [Fact]
    public async Task Weights_of_another_shape_are_refused_and_nothing_is_loaded()
    {
        using var place = new TemporaryFolder();
        await Trainings.Session().RunAsync(Trainings.Task(Backend.Model, epochs: 0), RunFolder.Create(place.Path));
        using var folder = RunFolder.Open(place.Path);
        folder.TakeOver();
        folder.Write(RunFolder.WeightsFile, NpzArchive.Encode([NpyArray.Of("weight", new float[6], 3, 2)]));
        var model = new LinearModel(1);
        var before = model.Weight.Values.ToArray();

        var refusal = Assert.Throws<RunRefusedException>(() => WeightsFile.Load(folder, model.Parameters));

        Assert.Contains("[3, 2]; the model's is [3, 4]", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Weight.Values);
    }

    private static string[][] RowsOf(TemporaryFolder place, string file, string header)
    {
        var lines = Encoding.UTF8.GetString(place.Files()[file]).Split('\n');
        Assert.Equal(header, lines[0]);
        Assert.Equal("", lines[^1]);
        return [.. lines[1..^1].Select(l => l.Split(','))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A file on a disk that takes a few bytes and then no more.</summary>
    private sealed class FullDisk(string file) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            File.WriteAllBytes(file, buffer[..(buffer.Length / 2)]);
            throw new IOException("No space left on device");
        }
    }
}
