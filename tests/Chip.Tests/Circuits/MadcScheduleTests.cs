using Bss2.Chip.Circuits;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Circuits;

public sealed class MadcScheduleTests
{
    private static readonly ChipSettings Settings = new(new ChipSerial(3));

    [Theory]
    [InlineData(110, 1, 3235)]
    [InlineData(110, 2, 1617)]
    [InlineData(60, 1, 1764)]
    [InlineData(0.02, 1, 0)]
    public void Samples_come_at_29_41_million_a_second_shared_by_the_inputs(double microseconds, int inputs, int expected) =>
        Assert.Equal(expected, MadcSchedule.PointCount((int)(250 * microseconds), inputs));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_longest_run_is_the_last_that_the_counter_holds(int inputs)
    {
        var longest = MadcSchedule.LongestTicks(inputs);
        Assert.InRange(inputs * MadcSchedule.PointCount(longest, inputs), MadcSchedule.MaximumSamples - 1, MadcSchedule.MaximumSamples);
        Assert.True(inputs * MadcSchedule.PointCount(longest + 1, inputs) > MadcSchedule.MaximumSamples);
    }

    [Fact]
    public void The_phase_is_uniform_in_a_period_and_all_samples_lie_in_the_run()
    {
        const int Duration = 15_000;
        var counts = new int[17];
        for (var sample = 0; sample < 3400; sample++)
        {
            var cycles = Cycles(sample, 1, 0, Duration);
            counts[cycles[0]]++;
            Assert.True(cycles[^1] < 2 * Duration && cycles[1] - cycles[0] == 17);
        }

        // 200 expected in each of 17 bins, sigma 13.7: five sigma.
        Assert.All(counts, count => Assert.InRange(count, 131, 269));
    }

    [Fact]
    public void Two_inputs_take_turns()
    {
        for (var sample = 0; sample < 100; sample++)
        {
            var (even, odd) = (Cycles(sample, 2, 0, 15_000), Cycles(sample, 2, 1, 15_000));
            Assert.Equal(17, Math.Abs(even[0] - odd[0]));
            Assert.Equal(34, even[1] - even[0]);
            Assert.Equal(even.Length, odd.Length);
        }
    }

    [Fact]
    public void Without_a_random_phase_sampling_starts_at_0() =>
        Assert.Equal([0, 17, 34], Fill(Settings with { Enabled = Imperfections.None }, 5, 1, 0, 3));

    private static int[] Cycles(int sample, int inputs, int turn, int duration) =>
        Fill(Settings, sample, inputs, turn, MadcSchedule.PointCount(duration, inputs));

    private static int[] Fill(ChipSettings settings, int sample, int inputs, int turn, int points)
    {
        var cycles = new int[points];
        MadcSchedule.Fill(settings, new RunKey(1, RunPhase.Train, 2), sample, inputs, turn, cycles);
        return cycles;
    }
}
