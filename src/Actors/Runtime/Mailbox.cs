namespace Bss2.Actors.Runtime;

/// <summary>A message on its way, with its return address.</summary>
internal readonly record struct Envelope(object Message, ActorRef? Sender);

internal enum Posted { Queued, Schedule, Full, Closed }

internal enum Taken { Idle, Message, Signal }

/// <summary>
/// Many senders, one reader. Senders append to one array under a lock held for a few stores; the reader swaps it with the array it has emptied, so it takes the lock once
/// per batch. Both arrays only grow, hence a message allocates nothing once the mailbox has seen its usual load. The scheduled flag, the bound and closing share the lock,
/// which makes them exact.
/// </summary>
internal sealed class Mailbox(int capacity)
{
    private const int FirstLength = 4;

    private readonly Lock _gate = new();
    private Envelope[] _incoming = [];
    private Envelope[] _outgoing = [];
    private int _incomingCount;
    private int _outgoingCount;
    private int _outgoingNext;
    private Queue<object>? _signals;
    private volatile bool _hasSignals;
    private bool _scheduled;
    private bool _suspended;
    private bool _closed;

    /// <summary>Adds a user message. <paramref name="exempt"/> skips the bound.</summary>
    public Posted Post(object message, ActorRef? sender, bool exempt)
    {
        lock (_gate)
        {
            if (_closed)
                return Posted.Closed;
            // The reader moves its position without the lock: seen late, the count is too high, so the bound is never passed.
            if (!exempt && _incomingCount + (_outgoingCount - Volatile.Read(ref _outgoingNext)) >= capacity)
                return Posted.Full;
            if (_incomingCount == _incoming.Length)
                Array.Resize(ref _incoming, Math.Max(FirstLength, _incoming.Length * 2));
            _incoming[_incomingCount++] = new(message, sender);
            return Wake(!_suspended);
        }
    }

    /// <summary>Adds a signal of the runtime: before all user messages, without bound, also while suspended.</summary>
    public Posted PostSignal(object signal)
    {
        lock (_gate)
        {
            if (_closed)
                return Posted.Closed;
            (_signals ??= new(2)).Enqueue(signal);
            _hasSignals = true;
            return Wake(true);
        }
    }

    /// <summary>Takes the next signal or message. After <see cref="Taken.Idle"/> another thread may be reading already.</summary>
    public Taken Take(out Envelope envelope)
    {
        if (!_hasSignals && !_suspended && _outgoingNext < _outgoingCount)
        {
            envelope = Next();
            return Taken.Message;
        }

        lock (_gate)
        {
            if (_hasSignals)
            {
                envelope = new(_signals!.Dequeue(), null);
                _hasSignals = _signals.Count > 0;
                return Taken.Signal;
            }

            if (!_suspended && (_outgoingNext < _outgoingCount || Swap()))
            {
                envelope = Next();
                return Taken.Message;
            }

            _scheduled = false;
            envelope = default;
            return Taken.Idle;
        }
    }

    /// <summary>Holds user messages back, or lets them through again. Called by the reader only.</summary>
    public void Suspend(bool suspended)
    {
        lock (_gate)
            _suspended = suspended;
    }

    /// <summary>Refuses everything from now on and returns what was waiting.</summary>
    public (List<Envelope> Messages, List<object> Signals) Close()
    {
        lock (_gate)
        {
            var messages = new List<Envelope>();
            while (_outgoingNext < _outgoingCount || Swap())
                messages.Add(Next());
            var signals = _signals is null ? [] : _signals.ToList();
            _closed = true;
            _hasSignals = false;
            _signals = null;
            _incoming = _outgoing = [];
            return (messages, signals);
        }
    }

    private Posted Wake(bool readable)
    {
        if (_scheduled || !readable)
            return Posted.Queued;
        _scheduled = true;
        return Posted.Schedule;
    }

    private Envelope Next()
    {
        ref var slot = ref _outgoing[_outgoingNext];
        var envelope = slot;
        slot = default;
        Volatile.Write(ref _outgoingNext, _outgoingNext + 1);
        return envelope;
    }

    private bool Swap()
    {
        (_incoming, _outgoing) = (_outgoing, _incoming);
        (_outgoingCount, _incomingCount) = (_incomingCount, 0);
        _outgoingNext = 0;
        return _outgoingCount > 0;
    }
}
