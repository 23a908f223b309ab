using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Commands;

public sealed class TraceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_introduction_leaves_its_lines_pictures_and_numbers()
    {
        var run = await CommandRun.Of("trace", "intro", "--chip-serial", "2", "--run-dir", _folder["a"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        foreach (var line in new[] { "CADC membrane baseline: -4", "Leak - Threshold on BSS-2: 4", "Trace scaling: 0.02", "Weight scaling: 55 (measured on this neuron: ", "Mock, weight 50: output spikes in rows 22, 35" })
        {
            Assert.Contains(line, run.Output, StringComparison.Ordinal);
        }

        var page = await File.ReadAllTextAsync(Path.Combine(_folder["a"], "report.html"));
        Assert.Equal(6, page.Split("<svg").Length - 1);
        Assert.DoesNotContain("http://", page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);

        var arrays = NpzArchive.Decode(await File.ReadAllBytesAsync(Path.Combine(_folder["a"], "traces.npz")));
        Assert.Equal([10, 50], arrays["chipPsps"].Shape);
        Assert.Equal([10, 15, 20, 30], arrays["inputRows"].Integers());
        Assert.Equal(arrays["madcCodes"].Shape[0] + 1, (await File.ReadAllLinesAsync(Path.Combine(_folder["a"], "madc.csv"))).Length);
        Assert.Equal(51, (await File.ReadAllLinesAsync(Path.Combine(_folder["a"], "rows.csv"))).Length);
    }

    [Fact]
    public async Task The_same_chip_and_seed_leave_the_same_bytes_and_another_seed_others()
    {
        await CommandRun.Of("trace", "intro", "--run-dir", _folder["a"]);
        await CommandRun.Of("trace", "intro", "--run-dir", _folder["b"]);
        await CommandRun.Of("trace", "intro", "--seed", "2", "--run-dir", _folder["c"]);
        foreach (var file in Directory.GetFiles(_folder["a"]).Select(f => Path.GetFileName(f)!))
        {
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder["a"], file)), await File.ReadAllBytesAsync(Path.Combine(_folder["b"], file)));
        }

        Assert.NotEqual(await File.ReadAllBytesAsync(Path.Combine(_folder["a"], "madc.csv")), await File.ReadAllBytesAsync(Path.Combine(_folder["c"], "madc.csv")));
    }

    [Theory]
    [InlineData("There is no trace 'intr'. Did you mean 'intro'? Known: intro.", "trace", "intr")]
    [InlineData("Which trace? Known: intro.", "trace")]
    [InlineData("--chip-serial is 'one'; permitted: a whole number from 0 to 2147483647.", "trace", "intro", "--chip-serial", "one")]
    [InlineData("--seed is '-3'; permitted: a whole number from 0 to", "trace", "intro", "--seed", "-3")]
    [InlineData("--imperfections: Option 'imperfections' holds 'rust'", "trace", "intro", "--imperfections", "rust")]
    [InlineData("'trace' has no flag '--runs'.", "trace", "intro", "--runs", "3")]
    public async Task Wrong_input_is_refused_with_what_is_permitted(string message, params string[] arguments)
    {
        var run = await CommandRun.Of(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.ErrorLines);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task A_folder_that_holds_something_is_left_alone()
    {
        var file = _folder.Write("kept.txt", "mine");
        var run = await CommandRun.Of("trace", "intro", "--run-dir", Path.GetDirectoryName(file)!);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is not empty", run.Error, StringComparison.Ordinal);
        Assert.Equal(["kept.txt"], Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        var run = await CommandRun.Of("trace", "outro", "--chip-serial", "x", "--seed", "y", "--imperfections", "z");
        Assert.Equal((2, 4), (run.ExitCode, run.ErrorLines.Length));
    }
}
