using Bss2.Nodes.Commands;
using Bss2.Nodes.Configuration;
using Bss2.Nodes.Data;
using Bss2.Nodes.Tests.Data;
using Bss2.Trainer.Data;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Commands;

public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("'data' does what? Known: fetch, e.g. bss2 data fetch mnist --data-dir data.", "data", "--data-dir", "x")]
    [InlineData("'data' has no action 'fetsh'. Did you mean 'fetch'? Known: fetch", "data", "fetsh", "mnist", "--data-dir", "x")]
    [InlineData("Which dataset? Known: mnist.", "data", "fetch", "--data-dir", "x")]
    [InlineData("There is no dataset 'minst' to fetch. Did you mean 'mnist'? Known: mnist.", "data", "fetch", "minst", "--data-dir", "x")]
    [InlineData("--mirror is 'ftp://x/'; permitted: an http:// or https:// address", "data", "fetch", "mnist", "--data-dir", "x", "--mirror", "ftp://x/")]
    [InlineData("'data' has no flag '--data-dri'. Did you mean '--data-dir'?", "data", "fetch", "mnist", "--data-dir", "x", "--data-dri", "y")]
    public async Task Wrong_input_is_refused_with_what_is_permitted(string message, params string[] arguments)
    {
        var run = await CommandRun.Of(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists("x"));
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        var run = await ProcessRun.Of(_folder.Path, null, [(EnvironmentNames.DataFolder, "")], ["data", "fetch", "minst", "--mirror", "here"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(3, run.ErrorLines.Length);
        Assert.Contains("'data fetch' needs --data-dir DIR (or BSS2_DATA)", run.Error, StringComparison.Ordinal);
    }

    [MnistFact]
    public async Task Mnist_comes_from_a_mirror_into_the_folder_of_the_environment_and_can_be_read()
    {
        var files = DataFolder.Find(MnistFactAttribute.Folder, Mnist.Name, Mnist.Files).Where(f => f.EndsWith(".gz", StringComparison.Ordinal)).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);
        await using var server = new FileServer((request, k) =>
            files.TryGetValue(Path.GetFileName(request.Path), out var file) ? k == 0 ? FileServer.Cut(file, request, 5_000_000) : FileServer.Right(file, request) : new Answer(404, []));
        var data = _folder["data"];

        var run = await ProcessRun.Of(_folder.Path, null, [(EnvironmentNames.DataFolder, data)], ["data", "fetch", "mnist", "--mirror", server.Address.AbsoluteUri.TrimEnd('/')]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("train-images-idx3-ubyte.gz: going on at byte 5000000 from", run.Output, StringComparison.Ordinal);
        Assert.Contains($"The dataset 'mnist' is in {Path.Combine(data, "mnist")}: 4 files, verified.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Equal(60_000, Mnist.Load(data).Train.Count);
    }

    [Fact]
    public async Task A_mirror_that_has_nothing_is_a_failure_with_one_clear_line()
    {
        await using var server = new FileServer((_, _) => new Answer(404, []));

        var run = await CommandRun.Of("data", "fetch", "mnist", "--data-dir", _folder.Path, "--mirror", server.Address.AbsoluteUri);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("train-images-idx3-ubyte.gz could not be downloaded: http://127.0.0.1", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_ends_it_with_130_and_keeps_what_came()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var process = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new FileServer((_, _) => new Answer(200, new byte[1000])
        {
            Promised = 9_000_000,
            Stall = () => process.Task.ContinueWith(id => ProcessRun.Signal(id.GetAwaiter().GetResult(), "INT"), TaskScheduler.Default),
        });

        var run = await ProcessRun.Of(_folder.Path, (id, _) => process.TrySetResult(id), "data", "fetch", "mnist", "--data-dir", "data", "--mirror", server.Address.AbsoluteUri);

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("the same command goes on with it", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder["data"], "mnist", "train-images-idx3-ubyte.gz")));
    }

    [Theory]
    [InlineData(null, null, null, "from default")]
    [InlineData("env", null, null, "env")]
    [InlineData("env", "run", null, "env")]
    [InlineData("env", "run", "flag", "flag")]
    [InlineData(null, "run", null, "run")]
    public void The_environment_stands_above_a_run_folder_and_below_a_flag(string? environment, string? runFolder, string? flag, string expected)
    {
        var layers = new OptionLayers
        {
            Environment = EnvironmentSettings.Read(name => name == EnvironmentNames.DataFolder ? environment : null),
            RunFolder = runFolder is null ? [] : [new Assignment(DataFolder.Key, runFolder, "config.yaml")],
            Flags = flag is null ? [] : [new Assignment(DataFolder.Key, flag, "--data-dir")],
        };

        var options = layers.Resolve(new WithData(hasFolder: true));

        Assert.Empty(options.Faults);
        Assert.Equal(expected, options.Text(DataFolder.Key));
    }

    [Fact]
    public void An_experiment_without_data_passes_over_the_environment()
    {
        var layers = new OptionLayers { Environment = EnvironmentSettings.Read(_ => "somewhere") };
        Assert.Empty(layers.Resolve(new WithData(hasFolder: false)).Faults);
    }

    [Fact]
    public async Task Lines_tell_the_quarters_of_a_long_file_once()
    {
        using var output = new StringWriter();
        await FetchView.WithLinesAsync(output, show =>
        {
            for (var bytes = 0; bytes <= 10_000_000; bytes += 100_000)
            {
                show(new FetchProgress("file.gz", bytes, 10_000_000));
            }

            show(new FetchProgress("small.gz", 500, 1000));
            show(new FetchProgress("unknown.gz", 5_000_000, null));
            return Task.FromResult(0);
        });

        Assert.Equal(["file.gz: 2.5 of 10.0 MB", "file.gz: 5.0 of 10.0 MB", "file.gz: 7.5 of 10.0 MB"], output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>An experiment with or without the folder of datasets among its options.</summary>
    private sealed class WithData(bool hasFolder) : BuiltInExperiment
    {
        public override string Name => "withData";

        public override string Description => "Options alone";

        public override Backend DefaultBackend => Backend.Model;

        public override IReadOnlyList<OptionSpec> Options { get; } =
        [
            new("backend", OptionKind.Text, "model", "as every experiment has it", Choices: ["model", "chip"]),
            .. hasFolder ? [DataFolder.Option with { Default = "from default" }] : Array.Empty<OptionSpec>(),
        ];

        public override TrainingTask? Create(OptionSet options) => null;
    }
}
