using Bss2.Nodes.Reports;
using Bss2.Nodes.Tests.Commands;
using Bss2.Nodes.Tests.Toys;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Reports;

public sealed class LiveReportTests
{
    [Fact]
    public async Task The_report_is_rewritten_after_each_epoch()
    {
        using var place = new TemporaryFolder();
        await CommandRun.Of("train", "toy", "--run-dir", place["run"]);
        var folder = RunFolder.Open(place["run"]);
        var live = new LiveReport(folder, new RunDataReader([new ToyExperiment()]));
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            File.Delete(folder.FileOf(ReportFile.Name));
            live.Take(new CheckpointSaved(epoch, ""));
            Assert.True(File.Exists(folder.FileOf(ReportFile.Name)), $"no report after epoch {epoch}");
        }
    }

    [Fact]
    public async Task Other_events_do_not_rewrite_it()
    {
        using var place = new TemporaryFolder();
        await CommandRun.Of("train", "toy", "--run-dir", place["run"]);
        var folder = RunFolder.Open(place["run"]);
        File.Delete(folder.FileOf(ReportFile.Name));

        new LiveReport(folder, new RunDataReader([new ToyExperiment()])).Take(new Tested(1, 0, 0, 0, 0));

        Assert.False(File.Exists(folder.FileOf(ReportFile.Name)));
    }
}
