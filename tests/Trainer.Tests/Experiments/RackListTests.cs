using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Experiments;

public class RackListTests
{
    private static readonly BuiltInExperiment YinYang = BuiltInExperiments.Find("yinyang");

    [Theory]
    [InlineData("", "chip=5")]
    [InlineData("only=0", "only=0")]
    [InlineData("left=1, right-2 = 2147483647", "left=1 right-2=2147483647")]
    public void Entries_are_names_with_serial_numbers(string text, string expected)
    {
        var faults = new List<string>();
        Assert.Equal(expected, string.Join(" ", RackList.Parse(text, new ChipSerial(5), faults).Select(c => $"{c.Name}={c.Serial.Value}")));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("left", "'left'; permitted: name=serial")]
    [InlineData("a=1,,b=2", "''; permitted: name=serial")]
    [InlineData("a/b=1", "'a/b=1'; permitted: name=serial")]
    [InlineData("a=-1", "'a=-1'; permitted: name=serial")]
    [InlineData("a=2147483648", "'a=2147483648'; permitted: name=serial")]
    [InlineData("a=1,a=2", "names the chip 'a' 2 times")]
    [InlineData("a=1,b=1", "the serial number 1 to the chips a, b")]
    public void What_is_no_list_of_chips_is_said(string text, string expected)
    {
        var faults = new List<string>();
        RackList.Parse(text, new ChipSerial(5), faults);
        Assert.Contains(expected, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_go_to_the_chips_that_the_options_name()
    {
        var task = YinYang.Create(Options(("rack", "left=3,right=4"), ("readoutChip", "right")))!;
        Assert.Equal([new RackChip("left", new ChipSettings(new(3), CadcPeriodTicks: 500)), new RackChip("right", new ChipSettings(new(4), CadcPeriodTicks: 500))], task.Rack!);
        Assert.Equal([null, null, "right"], task.Model.Network!.Populations.Select(p => p.Chip));
    }

    [Fact]
    public void Faults_of_list_layers_and_placement_are_said()
    {
        Assert.Contains("permitted: the chips of option 'rack', left, right, or nothing", FaultOf(("rack", "left=3,right=4"), ("hiddenChip", "middle")), StringComparison.Ordinal);
        Assert.Contains("permitted: the chips of option 'rack', chip,", FaultOf(("hiddenChip", "left"), ("backend", "model")), StringComparison.Ordinal);
        Assert.Contains("Chip 'right' of the rack holds no population", FaultOf(("rack", "left=3,right=4")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_chips_train_to_the_same_bytes_for_any_replicas_and_blocks_and_to_others_than_one()
    {
        var results = new List<string>();
        foreach (var (replicas, blockSize, rack) in new[] { ("1", "50", "left=1,right=2"), ("2", "7", "left=1,right=2"), ("4", "1", "left=1,right=2"), ("1", "50", "") })
        {
            var options = Options(
                ("epochs", "1"), ("trainSize", "100"), ("batchSize", "50"), ("testSize", "30"), ("replicas", replicas), ("blockSize", blockSize),
                ("rack", rack), ("readoutChip", rack.Length > 0 ? "right" : ""));
            var summary = await new TrainingSession { Workers = 2 }.RunAsync(YinYang.Create(options)! with { Snapshot = null }, null);
            Assert.Equal(1, summary.ChipSerial);
            results.Add($"{summary.WeightsSha256} {summary.TestLoss}");
        }

        Assert.Single(results[..3].Distinct());
        Assert.NotEqual(results[0], results[3]);
    }

    private static string FaultOf(params (string Key, string Value)[] settings)
    {
        var options = Options(settings);
        Assert.Null(YinYang.Create(options));
        return Assert.Single(options.Faults);
    }

    private static OptionSet Options(params (string Key, string Value)[] settings)
    {
        var options = new OptionSet(YinYang.Options);
        foreach (var (key, value) in settings)
        {
            options.Set(key, value, "test");
        }

        return options;
    }
}
