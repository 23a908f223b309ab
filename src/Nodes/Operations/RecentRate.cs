namespace Bss2.Nodes.Operations;

/// <summary>A mean rate over the last minute, in buckets of one second. A process that is younger is averaged over its age.</summary>
internal sealed class RecentRate(TimeProvider time)
{
    private const int Seconds = 60;

    private readonly Lock _gate = new();
    private readonly long[] _amounts = new long[Seconds];
    private readonly long _start = time.GetTimestamp();
    private long _newest;

    public void Add(long amount)
    {
        lock (_gate)
        {
            _amounts[Turn(out _) % Seconds] += amount;
        }
    }

    /// <summary>Amount per second.</summary>
    public double PerSecond()
    {
        lock (_gate)
        {
            Turn(out var age);

            // The bucket of the current second is not full yet.
            var covered = Math.Min(age, Seconds - 1 + (age - Math.Floor(age)));
            return covered > 0 ? _amounts.Sum() / Math.Max(1, covered) : 0;
        }
    }

    /// <summary>Empties the buckets of seconds that have passed, and returns the current second.</summary>
    private long Turn(out double age)
    {
        age = time.GetElapsedTime(_start).TotalSeconds;
        var second = (long)age;
        for (var passed = Math.Max(_newest + 1, second - Seconds + 1); passed <= second; passed++)
        {
            _amounts[passed % Seconds] = 0;
        }

        _newest = Math.Max(_newest, second);
        return _newest;
    }
}
