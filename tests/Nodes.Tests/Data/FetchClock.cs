using System.Collections.Concurrent;
using Bss2.Nodes.Data;

namespace Bss2.Nodes.Tests.Data;

/// <summary>A clock on which waiting between attempts takes no time, and patience with a server ends when a test says so.</summary>
internal sealed class FetchClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<Timer> _patience = [];
    private bool _impatient;

    /// <summary>What was waited, in seconds.</summary>
    public ConcurrentQueue<double> Waited { get; } = new();

    /// <summary>Whether all patience is at its end, now and from now on.</summary>
    public bool Impatient
    {
        set
        {
            lock (_lock)
            {
                _impatient = value;
                if (value)
                {
                    foreach (var timer in _patience)
                    {
                        timer.Fire();
                    }
                }
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        lock (_lock)
        {
            if (dueTime == Download.Patience)
            {
                _patience.Add(timer);
                if (_impatient)
                {
                    timer.Fire();
                }
            }
            else
            {
                Waited.Enqueue(dueTime.TotalSeconds);
                timer.Fire();
            }
        }

        return timer;
    }

    private sealed class Timer(FetchClock clock, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback(state));

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._patience.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
