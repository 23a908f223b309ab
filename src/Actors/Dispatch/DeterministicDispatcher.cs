using Bss2.Actors.Runtime;

namespace Bss2.Actors.Dispatch;

/// <summary>One delivery to an actor.</summary>
/// <param name="Time">Virtual time since the start.</param>
/// <param name="System">Name of the recipient's system.</param>
/// <param name="Recipient">Whom it reached.</param>
/// <param name="Sender">Who sent it; null where nobody did.</param>
/// <param name="Message">The message.</param>
public readonly record struct Delivery(TimeSpan Time, string System, ActorRef Recipient, ActorRef? Sender, object Message);

/// <summary>
/// Runs actors on the caller's thread in virtual time. Which of the readable mailboxes gives its next message is drawn from the seed, one message at a time; messages of one
/// sender to one recipient keep their order. The same seed and the same calls give the same deliveries. Not safe for several threads.
/// </summary>
public sealed class DeterministicDispatcher(ulong seed) : Dispatcher(new VirtualClock())
{
    private readonly SeededSequence _choices = new(seed);
    private readonly List<Cell> _readable = [];
    private readonly Dictionary<Type, ulong> _typeHashes = [];
    private int _runningThread;

    /// <summary>What chose the order.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Clock.NowTicks);

    /// <summary>Messages delivered so far.</summary>
    public long Deliveries { get; private set; }

    /// <summary>64-bit FNV-1a over (time, system and path of the recipient, path of the sender, message type) of all deliveries so far.</summary>
    public ulong TraceHash { get; private set; } = StableHash.Start;

    /// <summary>Called before each delivery, to write a trace down.</summary>
    public Action<Delivery>? OnDelivery { get; set; }

    /// <summary>Whose turn it is; null between turns.</summary>
    internal Cell? Current { get; private set; }

    internal override TaskCreationOptions AnswerOptions => TaskCreationOptions.None;

    private VirtualClock Clock => (VirtualClock)Time;

    /// <summary>Delivers all that can be delivered without time passing.</summary>
    /// <param name="limit">Turns after which the actors are taken never to come to rest.</param>
    /// <exception cref="InvalidOperationException">Called from within an actor, or no rest after <paramref name="limit"/> turns.</exception>
    public void RunUntilIdle(long limit = 10_000_000) => RunTo(Clock.NowTicks, limit);

    /// <summary>Lets virtual time pass: fires the timers due until then in order, and delivers what follows from each before the next.</summary>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        var target = Clock.NowTicks + time.Ticks;
        RunTo(target, 10_000_000);
        Clock.MoveTo(target);
    }

    /// <summary>Delivers what can be delivered, else fires the next timer due until <paramref name="until"/>. False where nothing is left to happen by then.</summary>
    public bool Step(TimeSpan until)
    {
        RunUntilIdle();
        return Clock.FireNext(until.Ticks);
    }

    internal override void Schedule(Cell cell)
    {
        if (_runningThread != 0 && _runningThread != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException(
                $"{cell.Path} got a message on thread {Environment.CurrentManagedThreadId} while the deterministic dispatcher ran on {_runningThread}; use it from one thread only.");
        }

        _readable.Add(cell);
    }

    internal override void Drain()
    {
        if (_runningThread == 0)
            RunUntilIdle();
    }

    internal void Record(Cell recipient, ActorRef? sender, object message)
    {
        Deliveries++;
        var type = message.GetType();
        if (!_typeHashes.TryGetValue(type, out var typeHash))
            _typeHashes[type] = typeHash = StableHash.Of(type.FullName ?? type.Name);
        var hash = StableHash.Add(TraceHash, (ulong)Clock.NowTicks);
        hash = StableHash.Add(hash, recipient.TraceName);
        hash = StableHash.Add(hash, sender is Cell cell ? cell.TraceName : sender is null ? 0 : StableHash.Of(sender.Path));
        TraceHash = StableHash.Add(hash, typeHash);
        OnDelivery?.Invoke(new(Now, recipient.System.Name, recipient, sender, message));
    }

    private void RunTo(long targetTicks, long limit)
    {
        if (_runningThread != 0)
            throw new InvalidOperationException("The deterministic dispatcher is running already; actors cannot run it from within their turn.");
        _runningThread = Environment.CurrentManagedThreadId;
        try
        {
            var turns = 0L;
            do
            {
                while (_readable.Count > 0)
                {
                    if (++turns > limit)
                        throw new InvalidOperationException($"No rest after {limit} turns at {Now} with seed {Seed}; the actors seem to speak for ever. Stop them, or raise the limit.");
                    RunOne();
                }
            }
            while (Clock.FireNext(targetTicks));
        }
        finally
        {
            _runningThread = 0;
            Current = null;
        }
    }

    private void RunOne()
    {
        var index = _choices.Below(_readable.Count);
        var cell = _readable[index];
        _readable[index] = _readable[^1];
        _readable.RemoveAt(_readable.Count - 1);
        if (cell.System.Halted)
            return;
        Current = cell;
        cell.Run(1);
        Current = null;
    }
}
