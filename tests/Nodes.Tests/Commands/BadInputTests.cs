namespace Bss2.Nodes.Tests.Commands;

public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder["run"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("There is no command 'trian'. Did you mean 'train'?", "trian", "toy")]
    [InlineData("Which command?", new string[0])]
    [InlineData("There is no experiment 'toi'. Did you mean 'toy'? Known: toy.", "train", "toi")]
    [InlineData("Which experiment? Known: toy.", "train")]
    [InlineData("'train' has no flag '--epoks'. Did you mean '--epochs'?", "train", "toy", "--epoks", "3")]
    [InlineData("'train' has no flag '--epoks'. Did you mean '--epochs'?", "train", "toy", "--epoks=3")]
    [InlineData("'extra' is one argument too many for 'train'.", "train", "toy", "extra")]
    [InlineData("--backend: option 'backend' is 'gpu'; permitted: model | chip.", "train", "toy", "--backend", "gpu")]
    [InlineData("Experiment 'toy' does not run on the chip backend: it has no spikes; use --backend model.", "train", "toy", "--backend", "chip")]
    [InlineData("--epochs: option 'epochs' is '-1'; permitted: an integer from 0 up to 10000.", "train", "toy", "--epochs", "-1")]
    [InlineData("--epochs: option 'epochs' is 'many'; permitted: an integer from 0 up to 10000.", "train", "toy", "--epochs", "many")]
    [InlineData("--set: option 'learningRate' is '2'; permitted: a number from 0 up to 1.", "train", "toy", "--set", "learningRate=2")]
    [InlineData("--set: option 'shuffle' is 'yes'; permitted: true or false.", "train", "toy", "--set", "shuffle=yes")]
    [InlineData("--set: experiment 'toy' has no option 'learningrate'. Did you mean 'learningRate'?", "train", "toy", "--set", "learningrate=0.1")]
    [InlineData("--data-dir: experiment 'toy' has no option 'dataDir'.", "train", "toy", "--data-dir", "data")]
    [InlineData("--set is 'epochs'; permitted: key=value", "train", "toy", "--set", "epochs")]
    [InlineData("--set gives 'epochs' more than once", "train", "toy", "--set", "epochs=1", "--set", "epochs=2")]
    [InlineData("--preset: experiment 'toy' has no preset 'quik'; its presets are quick. Did you mean 'quick'?", "train", "toy", "--preset", "quik")]
    [InlineData("Batch size 30 does not divide the 100 training samples", "train", "toy", "--set", "batchSize=30")]
    [InlineData("--log-level is 'loud'; permitted: debug | info | warning | error.", "train", "toy", "--log-level", "loud")]
    [InlineData("--resume needs --run-dir", "train", "toy", "--resume")]
    [InlineData("no-such.yaml: the configuration file cannot be read", "train", "toy", "--config", "no-such.yaml")]
    [InlineData("'report' needs RUN-DIR", "report")]
    [InlineData("'eval' needs RUN-DIR", "eval")]
    [InlineData("no-such-run holds no run", "eval", "no-such-run")]
    [InlineData("no-such-run holds no run", "report", "no-such-run")]
    [InlineData("no-such-run holds no run", "train", "toy", "--resume", "--run-dir", "no-such-run")]
    public async Task Wrong_input_is_refused_with_what_is_permitted(string message, params string[] arguments)
    {
        var run = await CommandRun.Of(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.ErrorLines);
        Assert.Equal("", run.Output);
    }

    [Theory]
    [InlineData("Required argument missing for option: '--epochs'.", "train", "toy", "--epochs")]
    [InlineData("Option '--seed' expects a single argument but 2 were provided.", "train", "toy", "--seed", "1", "--seed", "2")]
    public async Task Flags_of_the_wrong_form_are_refused(string message, params string[] arguments)
    {
        var run = await CommandRun.Of(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_are_reported_at_once()
    {
        var file = _folder.Write("my.yaml", "epochs: few\nlernrate: 0.1\nseed: 1\nseed: 2\n");

        var run = await CommandRun.Of("train", "toy", "--backend", "gpu", "--set", "weightScale=0", "--config", file, "--log-level", "loud", "--preset", "slow", "stray");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(8, run.ErrorLines.Length);
        Assert.Contains($"{file}, line 1, column 9: option 'epochs' is 'few'; permitted: an integer from 0 up to 10000.", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}, line 2, column 11: experiment 'toy' has no option 'lernrate'.", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}, line 4, column 1: key 'seed' was set before on line 3; keep one of the two.", run.Error, StringComparison.Ordinal);
        Assert.Contains("option 'backend' is 'gpu'", run.Error, StringComparison.Ordinal);
        Assert.Contains("option 'weightScale' is '0'", run.Error, StringComparison.Ordinal);
        Assert.Contains("--log-level is 'loud'", run.Error, StringComparison.Ordinal);
        Assert.Contains("has no preset 'slow'", run.Error, StringComparison.Ordinal);
        Assert.Contains("'stray' is one argument too many", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_a_run_is_not_trained_over()
    {
        await CommandRun.Of("train", "toy", "--run-dir", Run);
        var before = File.ReadAllBytes(Path.Combine(Run, "weights.npz"));

        var run = await CommandRun.Of("train", "toy", "--seed", "2", "--run-dir", Run);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{Run} holds a run already; go on with it by --resume", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Run, "weights.npz")));
    }

    [Fact]
    public async Task A_folder_of_another_version_is_refused()
    {
        await CommandRun.Of("train", "toy", "--run-dir", Run);
        var path = Path.Combine(Run, "config.yaml");
        File.WriteAllText(path, File.ReadAllText(path).Replace("runFormat: 1", "runFormat: 99", StringComparison.Ordinal));

        foreach (var arguments in new[] { new[] { "train", "toy", "--resume", "--run-dir", Run }, ["eval", Run], ["report", Run] })
        {
            var run = await CommandRun.Of(arguments);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("has run format 99; this version reads format 1", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_run_of_another_experiment_is_not_resumed()
    {
        await CommandRun.Of("train", "toy", "--run-dir", Run);
        var path = Path.Combine(Run, "config.yaml");
        File.WriteAllText(path, File.ReadAllText(path).Replace("experiment: toy", "experiment: other", StringComparison.Ordinal));

        var run = await CommandRun.Of("train", "toy", "--resume", "--run-dir", Run);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("these settings are for the experiment 'other', not for 'toy'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(0)]
    public async Task A_truncated_checkpoint_is_refused(int length)
    {
        await CommandRun.Of("train", "toy", "--run-dir", Run);
        var path = Path.Combine(Run, "checkpoint.bin");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);

        var run = await CommandRun.Of("train", "toy", "--epochs", "4", "--resume", "--run-dir", Run);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(path, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_files_of_a_run_are_named()
    {
        await CommandRun.Of("train", "toy", "--run-dir", Run);
        var path = Path.Combine(Run, "weights.npz");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..50]);

        foreach (var command in new[] { "eval", "report" })
        {
            var run = await CommandRun.Of(command, Run);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains(path, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_failure_and_not_bad_usage()
    {
        var file = _folder.Write("file", "");

        var run = await CommandRun.Of("train", "toy", "--run-dir", Path.Combine(file, "run"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cannot be made", run.Error, StringComparison.Ordinal);
    }
}
