namespace Bss2.Actors.Dispatch;

/// <summary>Time that passes only when told to. Timers due at the same tick (100 ns) fire in the order in which they were armed.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private readonly PriorityQueue<(VirtualTimer Timer, long Arming), (long Due, long Arming)> _queue = new();
    private long _armings;

    public long NowTicks { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => NowTicks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(NowTicks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Fires the earliest timer due up to <paramref name="limitTicks"/>, moving the time to it. False where there is none.</summary>
    public bool FireNext(long limitTicks)
    {
        while (_queue.TryPeek(out var entry, out var key) && key.Due <= limitTicks)
        {
            _queue.Dequeue();
            if (entry.Timer.Arming != entry.Arming)
                continue;
            NowTicks = Math.Max(NowTicks, key.Due);
            entry.Timer.Fire();
            return true;
        }

        return false;
    }

    public void MoveTo(long ticks) => NowTicks = Math.Max(NowTicks, ticks);

    private long Arm(VirtualTimer timer, TimeSpan delay)
    {
        _queue.Enqueue((timer, ++_armings), (NowTicks + delay.Ticks, _armings));
        return _armings;
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        /// <summary>Number of the valid queue entry; 0 where the timer is not armed. Older entries are skipped.</summary>
        public long Arming { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Arming = dueTime < TimeSpan.Zero ? 0 : clock.Arm(this, dueTime);
            return true;
        }

        public void Fire()
        {
            Arming = _period > TimeSpan.Zero ? clock.Arm(this, _period) : 0;
            callback(state);
        }

        public void Dispose() => Arming = 0;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
