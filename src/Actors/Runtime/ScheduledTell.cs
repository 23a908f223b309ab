namespace Bss2.Actors.Runtime;

/// <summary>A message to be told later. It is cancelled when the actor that scheduled it stops or restarts.</summary>
public sealed class ScheduledTell
{
    private readonly ActorRef _target;
    private readonly object _message;
    private readonly ActorRef _sender;
    private readonly ITimer _timer;
    private int _done;

    internal ScheduledTell(TimeProvider time, TimeSpan delay, ActorRef target, object message, ActorRef sender)
    {
        _target = target;
        _message = message;
        _sender = sender;
        // Armed only after the field is set: the timer may fire at once on another thread.
        _timer = time.CreateTimer(static state => ((ScheduledTell)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True once the message has been told or cancelled.</summary>
    public bool IsDone => Volatile.Read(ref _done) != 0;

    /// <summary>Prevents the message from being told.</summary>
    /// <returns>False where it was told or cancelled before. A message told may still wait in the mailbox.</returns>
    public bool Cancel() => Finish();

    private void Fire()
    {
        if (Finish())
            _target.Tell(_message, _sender);
    }

    private bool Finish()
    {
        if (Interlocked.Exchange(ref _done, 1) != 0)
            return false;
        _timer.Dispose();
        return true;
    }
}
