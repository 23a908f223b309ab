using System.Text.Json;

namespace Bss2.Nodes.Tests.Commands;

public sealed class MeasureCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_chip_is_measured_and_its_numbers_are_written()
    {
        var file = _folder["chip.json"];
        var run = await CommandRun.Of("measure", "--chip-serial", "3", "--circuits", "4", "--runs", "3", "--out", file);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Chip 3, profile spiking (leak 80, reset 80, threshold 125 LSB", run.Output, StringComparison.Ordinal);
        Assert.Contains("4 circuits, 3 runs", run.Output, StringComparison.Ordinal);
        foreach (var quantity in new[] { "baseline", "upper bound", "lower bound", "leak to threshold", "trace scale", "PSP height per weight", "weight scale" })
        {
            Assert.Contains(quantity, run.Output, StringComparison.Ordinal);
        }

        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        var quantities = json.RootElement.GetProperty("chips")[0].GetProperty("quantities");
        Assert.Equal(4, quantities.GetProperty("traceScale").GetProperty("perCircuit").GetArrayLength());
        Assert.InRange(quantities.GetProperty("baseline").GetProperty("millivolts").GetDouble(), 410, 430);
    }

    [Fact]
    public async Task Several_chips_have_a_row_each_and_a_mean()
    {
        var file = _folder["chips.csv"];
        var run = await CommandRun.Of("measure", "--serials", "2..4", "--circuits", "2", "--runs", "2", "--profile", "spiking2", "--dt", "2", "--out", file);

        Assert.Equal(0, run.ExitCode);
        var rows = run.Output.Split('\n').Select(line => line.Trim().Split(' ')[0]).ToArray();
        Assert.Equal(["3", "chip", "2", "3", "4", "mean"], rows[..6]);
        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(1 + (3 * 7), lines.Length);
        Assert.All(lines, line => Assert.Equal(7, line.Split(',').Length));
    }

    [Fact]
    public async Task The_same_measurement_prints_the_same()
    {
        string[] arguments = ["measure", "--circuits", "3", "--runs", "2", "--seed", "9"];
        Assert.Equal((await CommandRun.Of(arguments)).Output, (await CommandRun.Of(arguments)).Output);
    }

    [Theory]
    [InlineData("--runs is '0'; permitted: a whole number from 2 to 10000.", "--runs", "0")]
    [InlineData("--profile: 'spikin' is neither a named calibration (spiking, spiking2) nor a file that can be read", "--profile", "spikin")]
    [InlineData("--serials is '5..2'; permitted: A..B", "--serials", "5..2")]
    [InlineData("--serials is '1..5000'; permitted: A..B with serial numbers in 0..2147483647, A not above B and at most 1000 chips", "--serials", "1..5000")]
    [InlineData("--serials is '7'; permitted: A..B", "--serials", "7")]
    [InlineData("--chip-serial is '-1'; permitted: a whole number from 0 to 2147483647.", "--chip-serial", "-1")]
    [InlineData("--circuits is '513'; permitted: a whole number from 1 to 512.", "--circuits", "513")]
    [InlineData("--dt is '9'; permitted: a number from 0.1 to 2 us.", "--dt", "9")]
    [InlineData("--model-threshold is 'NaN'; permitted: a number", "--model-threshold", "NaN")]
    [InlineData("--imperfections: Option 'imperfections' holds 'rust'; permitted", "--imperfections", "rust")]
    [InlineData("--out is 'x.txt'; permitted: a file whose name ends in .csv or .json.", "--out", "x.txt")]
    [InlineData("--out: 'no/such/place.csv' cannot be written", "--out", "no/such/place.csv")]
    [InlineData("'measure' has no flag '--serial'. Did you mean '--serials'?", "--serial", "3")]
    public async Task Wrong_input_is_refused_with_what_is_permitted(string message, params string[] arguments)
    {
        var run = await CommandRun.Of(["measure", .. arguments]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.ErrorLines);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        var run = await CommandRun.Of("measure", "--runs", "0", "--profile", "x", "--serials", "a..b", "--chip-serial", "1", "--seed", "-1", "--circuits", "0", "--dt", "0");
        Assert.Equal((2, 7), (run.ExitCode, run.ErrorLines.Length));
    }
}
