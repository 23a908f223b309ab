using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

public sealed class EventOrderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(121)]
    [InlineData(384)]
    [InlineData(385)]
    [InlineData(784)]
    public void Events_come_out_by_time_and_equal_ones_by_number(int count)
    {
        var order = new EventOrder(Math.Max(count, 1));
        var random = new Lcg(7);
        for (var trial = 0; trial < 40; trial++)
        {
            // Ties, times that float32 cannot tell apart, one far off, and ordinary ones.
            var times = Enumerable.Range(0, count).Select(k => (trial % 4) switch
            {
                0 => Math.Floor(random.Next() * 5),
                1 => 1 + (random.Next() * 1e-12),
                2 => k == count / 2 ? 1e6 : random.Next(),
                _ => random.Next() * 30,
            }).ToArray();
            var expected = times.Select((time, number) => (time, number)).OrderBy(e => e.time).ThenBy(e => e.number).ToArray();
            var numbers = Enumerable.Range(0, count).ToArray();
            order.Sort(times, numbers);
            Assert.Equal(expected.Select(e => e.time), times);
            Assert.Equal(expected.Select(e => e.number), numbers);
        }
    }
}
