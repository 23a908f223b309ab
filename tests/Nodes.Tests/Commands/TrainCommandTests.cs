using System.Text.Json;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Commands;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder["run"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_training_prints_what_it_trains_its_tests_and_where_the_results_are()
    {
        var run = await CommandRun.Of("train", "toy", "--epochs", "2", "--run-dir", Run);

        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains("toy on model: 100 training and 40 test samples, batches of 10", run.Output, StringComparison.Ordinal);
        Assert.Contains("weights readout: 3 x 4", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"learningRate +0\.1 +Step size", run.Output);
        Assert.Matches(@"Test epoch: 0, average loss: \d\.\d{4}, test acc=\d+\.\d\d%", run.Output);
        Assert.Matches(@"Test epoch: 2, average loss: \d\.\d{4}, test acc=\d+\.\d\d%", run.Output);
        Assert.Contains("Epoch: 2, training loss: ", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"Test accuracy: \d+\.\d\d % after 2 epochs, \d+\.\d{3} s per epoch", run.Output);
        Assert.Contains($"Report: {Path.Combine(Run, "report.html")}", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task The_hash_that_is_printed_stands_in_the_summary_and_in_the_report()
    {
        var run = await CommandRun.Of("train", "toy", "--run-dir", Run);

        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(Run, "summary.json")));
        var hash = summary.RootElement.GetProperty("weightsSha256").GetString()!;
        Assert.Equal(64, hash.Length);
        Assert.Contains(hash, run.Output, StringComparison.Ordinal);
        Assert.Contains(hash, File.ReadAllText(Path.Combine(Run, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flags_win_over_sets_sets_over_the_file_the_file_over_the_preset_and_the_preset_over_defaults()
    {
        var file = _folder.Write("my.yaml", "batchSize: 50\nlearningRate: 0.3\nseed: 3\n");

        var run = await CommandRun.Of(
            "train", "toy", "--seed", "5", "--set", "seed=4", "--set", "learningRate=0.4", "--config", file, "--preset", "quick", "--run-dir", Run);

        Assert.Equal(0, run.ExitCode);
        var values = RunConfiguration.Read(RunFolder.Open(Run)).Values.ToDictionary();
        Assert.Equal("5", values["seed"]);
        Assert.Equal("0.4", values["learningRate"]);
        Assert.Equal("50", values["batchSize"]);
        Assert.Equal("1", values["epochs"]);
        Assert.Equal("40", values["weightScale"]);
    }

    [Fact]
    public async Task Replicas_are_as_many_as_cores_where_nobody_says_otherwise()
    {
        await CommandRun.Of("train", "toy", "--epochs", "0", "--run-dir", _folder["a"]);
        await CommandRun.Of("train", "toy", "--epochs", "0", "--replicas", "3", "--run-dir", _folder["b"]);

        Assert.Contains($"replicas: {Environment.ProcessorCount}\n", File.ReadAllText(Path.Combine(_folder["a"], "config.yaml")), StringComparison.Ordinal);
        Assert.Contains("replicas: 3\n", File.ReadAllText(Path.Combine(_folder["b"], "config.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_of_a_run_trains_the_same_weights_again()
    {
        var first = await CommandRun.Of("train", "toy", "--seed", "9", "--run-dir", _folder["a"]);
        var second = await CommandRun.Of("train", "toy", "--config", Path.Combine(_folder["a"], "config.yaml"), "--run-dir", _folder["b"]);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["a"], "weights.npz")), File.ReadAllBytes(Path.Combine(_folder["b"], "weights.npz")));
    }

    [Fact]
    public async Task A_resumed_training_ends_with_the_bytes_of_one_that_was_not_stopped()
    {
        await CommandRun.Of("train", "toy", "--epochs", "4", "--seed", "2", "--run-dir", _folder["whole"]);
        await CommandRun.Of("train", "toy", "--epochs", "2", "--seed", "2", "--run-dir", Run);
        var resumed = await CommandRun.Of("train", "toy", "--epochs", "4", "--resume", "--run-dir", Run);

        Assert.Equal(("", 0), (resumed.Error, resumed.ExitCode));
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["whole"], "weights.npz")), File.ReadAllBytes(Path.Combine(Run, "weights.npz")));
    }

    [Fact]
    public async Task Only_failures_are_printed_at_level_error()
    {
        var run = await CommandRun.Of("train", "toy", "--log-level", "error", "--run-dir", Run);

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData(new string[0], "toy-model-seed1")]
    [InlineData(new[] { "toy-model-seed1" }, "toy-model-seed1-2")]
    [InlineData(new[] { "toy-model-seed1", "toy-model-seed1-2", "toy-model-seed1-4" }, "toy-model-seed1-3")]
    public void The_default_folder_takes_the_first_free_number(string[] taken, string expected)
    {
        var chosen = Bss2.Nodes.Commands.DefaultRunDirectory.Choose("toy", "model", "1", path => taken.Contains(Path.GetFileName(path)));

        Assert.Equal(Path.Combine("runs", expected), chosen);
    }

    [Fact]
    public async Task Evaluating_a_run_gives_the_numbers_of_its_last_test()
    {
        var trained = await CommandRun.Of("train", "toy", "--run-dir", Run);
        var evaluated = await CommandRun.Of("eval", Run);

        Assert.Equal(("", 0), (evaluated.Error, evaluated.ExitCode));
        var last = trained.Output.Split('\n').Last(l => l.StartsWith("Test epoch:", StringComparison.Ordinal)).TrimEnd();
        Assert.StartsWith(last, evaluated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writing_the_report_again_gives_the_same_bytes()
    {
        await CommandRun.Of("train", "toy", "--run-dir", Run);
        var before = File.ReadAllBytes(Path.Combine(Run, "report.html"));

        var again = await CommandRun.Of("report", Run);

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(Path.Combine(Run, "report.html"), again.Output.TrimEnd());
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Run, "report.html")));
    }

    [Fact]
    public async Task Experiments_are_listed_one_line_each()
    {
        var run = await CommandRun.Of("experiments");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("toy  model  Softmax regression on points of a plane", run.Output.TrimEnd());
    }
}
