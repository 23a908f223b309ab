using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Tests.Rack;

public sealed class ChipLinkTests
{
    private const int Duration = 10_000;
    private static readonly RunKey Run = new(5, RunPhase.Train, 3);

    [Theory]
    [InlineData(Imperfections.Latency, 300)]
    [InlineData(Imperfections.None, 0)]
    public void Without_jitter_all_spikes_are_late_by_the_delay_and_those_past_the_end_are_lost(Imperfections enabled, int delay)
    {
        var batch = new SpikeBatch([0, 2, 2, 6], [4, 9_600, 0, 9_696, 9_698, 9_700], [3, 1, 65_535, 2, 2, 2]);
        var arrived = Carry(batch, enabled);
        Assert.Equal(batch.Ticks.Select(t => t + delay).Where(t => t < Duration), arrived.Ticks);
        Assert.Equal(batch.Labels.Where((_, i) => batch.Ticks[i] + delay < Duration), arrived.Labels);
        Assert.Equal([0, 2, 2, delay == 0 ? 6 : 5], arrived.SampleOffsets);
    }

    [Fact]
    public void Jitter_has_the_mean_and_sigma_of_the_link_and_keeps_the_grid()
    {
        var (delays, counts) = (new List<int>(), 0);
        for (var update = 0; update < 100; update++)
        {
            // One spike of each of 400 neurons: labels tell which arrival belongs to which.
            var batch = new SpikeBatch([0, 400], [.. Enumerable.Range(0, 400).Select(i => 20 * i)], [.. Enumerable.Range(0, 400).Select(i => (ushort)i)]);
            var arrived = ChipLink.Carry(batch, Settings(Imperfections.All), Run with { Update = update }, 1, 0, Duration);
            Assert.All(arrived.Ticks, t => Assert.Equal(0, t & 1));
            Assert.Equal(arrived.Ticks.Order(), arrived.Ticks);
            delays.AddRange(arrived.Ticks.Select((t, i) => t - (20 * arrived.Labels[i])));
            counts += arrived.SpikeCount;
        }

        // 40,000 draws of sigma 12.5 ticks, rounded to multiples of 2: sqrt(12.5² + 2²/12) = 12.51; bounds of five standard errors.
        Assert.Equal(40_000, counts);
        var mean = delays.Average();
        var sigma = Math.Sqrt(delays.Average(d => (d - mean) * (d - mean)));
        Assert.InRange(mean, 300 - (5 * 12.5 / 200), 300 + (5 * 12.5 / 200));
        Assert.InRange(sigma, 12.51 * (1 - (5 / Math.Sqrt(80_000))), 12.51 * (1 + (5 / Math.Sqrt(80_000))));

        // Beyond two sigma, which are 1.3 us, lie 2.3 % of a normal distribution; 325 ticks are no multiple of 2.
        Assert.InRange(delays.Count(d => d > 325) / 40_000.0, 0.019, 0.027);
    }

    [Fact]
    public void Jitter_without_delay_never_brings_a_spike_before_it_was_sent()
    {
        var batch = new SpikeBatch([0, 500], new int[500], [.. Enumerable.Range(0, 500).Select(i => (ushort)i)]);
        var arrived = Carry(batch, Imperfections.LinkJitter);
        Assert.Equal(500, arrived.SpikeCount);
        Assert.All(arrived.Ticks, t => Assert.InRange(t, 0, 100));
        Assert.InRange(arrived.Ticks.Count(t => t == 0), 200, 320);
    }

    [Fact]
    public void A_spike_arrives_at_the_same_tick_whatever_is_sent_beside_it()
    {
        var network = Racks.Pair(10, 40);
        var whole = Networks.Block(network, 0, 12).Inputs[0].Spikes;
        var arrived = Carry(whole, Imperfections.All);
        foreach (var size in new[] { 1, 5, 12 })
        {
            for (var first = 0; first < 12; first += size)
            {
                var count = Math.Min(size, 12 - first);
                var part = Carry(Networks.Block(network, first, count).Inputs[0].Spikes, Imperfections.All, first);
                for (var s = 0; s < count; s++)
                {
                    Assert.Equal(Sample(arrived, first + s), Sample(part, s));
                }
            }
        }

        // Without every second neuron the others are as they were.
        var kept = Enumerable.Range(0, whole.SpikeCount).Where(i => whole.Labels[i] % 2 == 0).ToArray();
        int[] offsets = [.. whole.SampleOffsets.Select(o => kept.Count(i => i < o))];
        var half = Carry(new SpikeBatch(offsets, [.. kept.Select(i => whole.Ticks[i])], [.. kept.Select(i => whole.Labels[i])]), Imperfections.All);
        for (var s = 0; s < 12; s++)
        {
            Assert.Equal(Sample(arrived, s).Where(x => x.Label % 2 == 0), Sample(half, s));
        }
    }

    [Fact]
    public void Jitter_differs_with_seed_phase_update_serial_population_and_sample()
    {
        var batch = new SpikeBatch([0, 100], [.. Enumerable.Range(0, 100).Select(i => 2 * i)], [.. Enumerable.Range(0, 100).Select(i => (ushort)i)]);
        var chip = Settings(Imperfections.All);
        SpikeBatch[] all =
        [
            ChipLink.Carry(batch, chip, Run, 1, 0, Duration),
            ChipLink.Carry(batch, chip, Run with { Seed = 6 }, 1, 0, Duration),
            ChipLink.Carry(batch, chip, Run with { Phase = RunPhase.Test }, 1, 0, Duration),
            ChipLink.Carry(batch, chip, Run with { Update = 4 }, 1, 0, Duration),
            ChipLink.Carry(batch, chip with { Serial = new ChipSerial(8) }, Run, 1, 0, Duration),
            ChipLink.Carry(batch, chip, Run, 2, 0, Duration),
            ChipLink.Carry(batch, chip, Run, 1, 1, Duration),
        ];
        Assert.Equal(all.Length, all.Select(b => string.Join(",", Sample(b, 0))).Distinct().Count());
        Assert.Equal(Sample(all[0], 0), Sample(ChipLink.Carry(batch, chip, Run, 1, 0, Duration), 0));
    }

    private static ChipSettings Settings(Imperfections enabled) => new(new ChipSerial(7), enabled);

    private static SpikeBatch Carry(SpikeBatch batch, Imperfections enabled, int firstSample = 0) =>
        ChipLink.Carry(batch, Settings(enabled), Run, 1, firstSample, Duration);

    private static IEnumerable<(int Tick, int Label)> Sample(SpikeBatch batch, int sample) =>
        Enumerable.Range(batch.SampleOffsets[sample], batch.SampleOffsets[sample + 1] - batch.SampleOffsets[sample]).Select(i => (batch.Ticks[i], (int)batch.Labels[i]));
}
