namespace Bss2.Actors.Supervision;

/// <summary>The recent restarts of one child, read and written in its supervisor's turns.</summary>
internal sealed class RestartLog
{
    private Queue<long>? _stamps;

    /// <summary>Notes a restart, unless the window holds as many as permitted.</summary>
    public bool TryAdd(int permitted, TimeSpan within, TimeProvider time)
    {
        _stamps ??= new();
        if (within != Timeout.InfiniteTimeSpan)
        {
            while (_stamps.TryPeek(out var oldest) && time.GetElapsedTime(oldest) > within)
                _stamps.Dequeue();
        }

        if (_stamps.Count >= permitted)
            return false;
        _stamps.Enqueue(time.GetTimestamp());
        return true;
    }
}
