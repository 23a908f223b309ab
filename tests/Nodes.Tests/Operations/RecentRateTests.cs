using Bss2.Nodes.Operations;

namespace Bss2.Nodes.Tests.Operations;

public sealed class RecentRateTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Nothing_done_is_a_rate_of_nothing()
    {
        Assert.Equal(0, new RecentRate(_time).PerSecond());
    }

    [Fact]
    public void A_young_process_is_averaged_over_its_age()
    {
        var rate = new RecentRate(_time);
        _time.Advance(10);
        rate.Add(500);

        Assert.Equal(50, rate.PerSecond(), 9);
    }

    [Fact]
    public void A_steady_rate_is_seen_whatever_the_age()
    {
        var rate = new RecentRate(_time);
        for (var second = 0; second < 300; second++)
        {
            rate.Add(100);
            _time.Advance(1);
            if (second > 0)
            {
                Assert.Equal(100, rate.PerSecond(), 1.7 * 100 / 60);
            }
        }
    }

    [Fact]
    public void What_is_older_than_a_minute_is_forgotten()
    {
        var rate = new RecentRate(_time);
        rate.Add(1_000_000);
        _time.Advance(30);
        rate.Add(590);
        Assert.True(rate.PerSecond() > 30_000);

        _time.Advance(40);
        Assert.Equal(10, rate.PerSecond(), 9);

        _time.Advance(1_000);
        Assert.Equal(0, rate.PerSecond());
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(int seconds) => _ticks += seconds * TimeSpan.TicksPerSecond;
    }
}
