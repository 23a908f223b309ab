using Bss2.Chip.Circuits;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Circuits;

public sealed class CadcScheduleTests
{
    private const int Duration = 15000;

    [Fact]
    public void Every_sample_has_as_many_points_one_period_apart_within_its_run()
    {
        foreach (var period in new[] { 425, 500, 1500, 15000 })
        {
            var points = CadcSchedule.PointCount(Duration, period);
            var ticks = Ticks(period, 0, 2000, Imperfections.All);
            for (var sample = 0; sample < 2000; sample++)
            {
                var row = ticks.AsSpan(sample * points, points);
                Assert.InRange(row[0], 0, period - 1);
                Assert.True(row[^1] < Duration && row[^1] - row[0] == (points - 1) * period);
            }
        }
    }

    [Fact]
    public void Without_a_random_phase_sampling_starts_at_0() =>
        Assert.Equal(Enumerable.Range(0, 30).Select(k => 500 * k), Ticks(500, 1, 1, Imperfections.None));

    [Fact]
    public void The_phase_is_uniform_over_samples()
    {
        var phases = Phases(0);
        var bins = phases.GroupBy(p => p / 50).ToDictionary(g => g.Key, g => g.Count());
        // Ten bins of 400 expected, sigma 19: five sigma.
        Assert.All(Enumerable.Range(0, 10), bin => Assert.InRange(bins[bin], 300, 500));
    }

    [Fact]
    public void The_halves_share_the_phase_up_to_a_tenth_of_a_microsecond_each()
    {
        var differences = Phases(0).Zip(Phases(1), (a, b) => (double)(((a - b + 750) % 500) - 250)).ToArray();
        var sigma = Math.Sqrt(differences.Average(d => d * d));
        Assert.InRange(sigma, 25 * Math.Sqrt(2) * 0.95, 25 * Math.Sqrt(2) * 1.05);
    }

    [Fact]
    public void The_phase_of_a_sample_does_not_depend_on_the_block_that_it_comes_in()
    {
        var whole = Ticks(500, 0, 10, Imperfections.All);
        var settings = new ChipSettings(new ChipSerial(3), CadcPeriodTicks: 500);
        var part = new int[3 * 30];
        CadcSchedule.Fill(settings, new RunKey(1, RunPhase.Train, 2), 0, firstSample: 4, 30, part);
        Assert.Equal(whole[(4 * 30)..(7 * 30)], part);
    }

    private static int[] Phases(int hemisphere) => [.. Ticks(500, hemisphere, 4000, Imperfections.All).Chunk(30).Select(c => c[0])];

    private static int[] Ticks(int period, int hemisphere, int samples, Imperfections enabled)
    {
        var points = CadcSchedule.PointCount(Duration, period);
        var ticks = new int[samples * points];
        CadcSchedule.Fill(new ChipSettings(new ChipSerial(3), enabled, CadcPeriodTicks: period), new RunKey(1, RunPhase.Train, 2), hemisphere, 0, points, ticks);
        return ticks;
    }
}
