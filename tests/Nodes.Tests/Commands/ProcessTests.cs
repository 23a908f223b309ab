using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Commands;

/// <summary>The command line as a process of its own: exit codes, streams and signals.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly string[] Small = ["--set", "trainSize=150", "--set", "testSize=50", "--set", "nHidden=20", "--set", "batchSize=50"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Help_goes_to_standard_output()
    {
        var run = await ProcessRun.Of(_folder.Path, null, "train", "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("--chip-serial", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_go_to_standard_error()
    {
        var run = await ProcessRun.Of(_folder.Path, null, "train", "yin-yang");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("There is no experiment 'yin-yang'. Did you mean 'yinyang'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_that_does_not_fit_a_chip_is_refused()
    {
        var run = await ProcessRun.Of(_folder.Path, null, "train", "yinyang", "--set", "nHidden=400");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("400", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["runs"]));
    }

    [Theory]
    [InlineData("model")]
    [InlineData("chip")]
    public async Task Yin_yang_trains_into_the_default_folder(string backend)
    {
        var run = await ProcessRun.Of(_folder.Path, null, ["train", "yinyang", "--backend", backend, "--epochs", "1", .. Small]);

        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains("Test epoch: 1, average loss: ", run.Output, StringComparison.Ordinal);
        Assert.Equal(backend == "chip", run.Output.Contains("Placement on chip 1:", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', run.Output);
        var folder = Path.Combine(_folder["runs"], $"yinyang-{backend}-seed1");
        foreach (var file in new[] { "config.yaml", "metrics.csv", "batches.csv", "summary.json", "weights.npz", "snapshot.npz", "report.html" })
        {
            Assert.True(File.Exists(Path.Combine(folder, file)), file);
        }

        Assert.Equal(12, System.Xml.Linq.XDocument.Load(Path.Combine(folder, "report.html")).Descendants("figure").Count());
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_saves_and_ends_with_130_and_the_training_can_go_on(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var signalled = false;
        var stopped = await ProcessRun.Of(
            _folder.Path,
            (id, line) =>
            {
                if (!signalled && line.StartsWith("Epoch: 1,", StringComparison.Ordinal))
                {
                    signalled = true;
                    ProcessRun.Signal(id, signal);
                }
            },
            ["train", "yinyang", "--backend", "model", "--epochs", "100000", "--run-dir", "run", .. Small]);

        Assert.Equal(130, stopped.ExitCode);
        Assert.Contains("Go on with: bss2 train yinyang --resume --run-dir", stopped.Error, StringComparison.Ordinal);
        var trained = Bss2.Trainer.Training.Evaluation.EpochsOf(RunFolder.Open(_folder["run"]));
        var epochs = (trained + 2).ToString(System.Globalization.CultureInfo.InvariantCulture);

        var resumed = await ProcessRun.Of(_folder.Path, null, "train", "yinyang", "--resume", "--run-dir", "run", "--epochs", epochs);
        var whole = await ProcessRun.Of(_folder.Path, null, ["train", "yinyang", "--backend", "model", "--run-dir", "whole", "--epochs", epochs, .. Small]);

        Assert.Equal((0, 0), (resumed.ExitCode, whole.ExitCode));
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["whole"], "weights.npz")), File.ReadAllBytes(Path.Combine(_folder["run"], "weights.npz")));
    }

    [Fact]
    public async Task A_full_disk_is_a_failure_with_one_clear_line()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        // What is written beside its place goes to a device that is always full.
        var trained = await ProcessRun.Of(_folder.Path, null, ["train", "yinyang", "--backend", "model", "--epochs", "1", "--run-dir", "run", .. Small]);
        var before = File.ReadAllBytes(Path.Combine(_folder["run"], "report.html"));
        File.CreateSymbolicLink(Path.Combine(_folder["run"], "report.html.unfinished"), "/dev/full");

        var run = await ProcessRun.Of(_folder.Path, null, "report", "run");

        Assert.Equal((0, 1), (trained.ExitCode, run.ExitCode));
        Assert.Contains("No space left on device", run.Error, StringComparison.Ordinal);
        Assert.Single(run.ErrorLines);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(_folder["run"], "report.html")));
    }
}
