using Bss2.Nodes.Reports;
using Bss2.Nodes.Tests.Commands;
using Bss2.Nodes.Tests.Toys;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Reports;

public sealed class LiveReportTests
{
    [Fact]
    public async Task The_report_is_rewritten_after_each_epoch_unless_that_takes_too_large_a_share_of_the_time()
    {
        using var place = new TemporaryFolder();
        await CommandRun.Of("train", "toy", "--run-dir", place["run"]);
        var folder = RunFolder.Open(place["run"]);
        var clock = new StepClock();
        var live = new LiveReport(folder, new RunDataReader([new ToyExperiment()]), clock);

        // A rewriting lasts one step of the clock; four more must pass before the next.
        Assert.Equal([true, false, false, true], new[] { Rewrites(0), Rewrites(0), Rewrites(2), Rewrites(5) });

        bool Rewrites(int pause)
        {
            clock.Pass(pause);
            var path = folder.FileOf(ReportFile.Name);
            File.Delete(path);
            live.Take(new CheckpointSaved(1, ""));
            return File.Exists(path);
        }
    }

    [Fact]
    public async Task Other_events_do_not_rewrite_it()
    {
        using var place = new TemporaryFolder();
        await CommandRun.Of("train", "toy", "--run-dir", place["run"]);
        var folder = RunFolder.Open(place["run"]);
        File.Delete(folder.FileOf(ReportFile.Name));

        new LiveReport(folder, new RunDataReader([new ToyExperiment()]), new StepClock()).Take(new Tested(1, 0, 0, 0, 0));

        Assert.False(File.Exists(folder.FileOf(ReportFile.Name)));
    }

    /// <summary>A clock that goes on by a tenth of a second between the two looks at it around a rewriting.</summary>
    private sealed class StepClock : TimeProvider
    {
        private static readonly long Step = TimeSpan.TicksPerSecond / 10;
        private long _now = TimeSpan.TicksPerHour;
        private int _looks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(int steps)
        {
            _now += steps * Step;
            _looks = 0;
        }

        // Looks of one event: whether it is time, begin, end.
        public override long GetTimestamp() => _now += ++_looks == 3 ? Step : 0;
    }
}
