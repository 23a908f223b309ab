using Bss2.Actors.Supervision;

namespace Bss2.Actors.Runtime;

/// <summary>The place of an actor in its system: address, mailbox and the turn in which messages are handled one by one. Its life cycle is in the other part.</summary>
internal sealed partial class Cell : ActorRef, IThreadPoolWorkItem
{
    private readonly Props _props;
    private readonly MailboxBound _bound;
    private readonly Mailbox _mailbox;
    private readonly ActorContext _context;
    private readonly Dispatch.DeterministicDispatcher? _tracer;
    private Actor? _actor;
    private long _refused;
    private int _overflowReported;
    private int _turnThread;
    private ulong _traceName;

    public Cell(ActorSystem system, Cell? parent, Props props, string path)
        : base(system)
    {
        Parent = parent;
        Path = path;
        _props = props;
        _bound = props.Mailbox ?? system.Options.DefaultMailbox;
        _mailbox = new(_bound.Capacity);
        _context = new(this);
        _tracer = system.Dispatcher as Dispatch.DeterministicDispatcher;
    }

    public override string Path { get; }

    public Cell? Parent { get; }

    public long RefusedCount => Interlocked.Read(ref _refused);

    /// <summary>When this child was restarted lately. Belongs to the parent.</summary>
    public RestartLog Restarts { get; } = new();

    /// <summary>What traces call this actor: stable over processes, different on each node.</summary>
    public ulong TraceName => _traceName != 0 ? _traceName : _traceName = Dispatch.StableHash.Of(System.Name + Path);

    private OneForOneStrategy Strategy => _props.Strategy ?? OneForOneStrategy.Default;

    public override void Tell(object message, ActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        switch (_mailbox.Post(message, sender, exempt: message is PoisonPill))
        {
            case Posted.Schedule:
                System.Dispatcher.Schedule(this);
                break;
            case Posted.Full:
                Refuse(message, sender);
                break;
            case Posted.Closed:
                System.Letters.Publish(message, sender, this, DeadLetterReason.NobodyThere);
                break;
        }
    }

    /// <summary>Sends a signal. False where the actor has ended.</summary>
    public bool Signal(object signal)
    {
        var posted = _mailbox.PostSignal(signal);
        if (posted == Posted.Schedule)
            System.Dispatcher.Schedule(this);
        return posted != Posted.Closed;
    }

    public void Execute() => Run(Dispatch.ThreadPoolDispatcher.Throughput);

    /// <summary>Handles up to <paramref name="throughput"/> messages, then gives way to others.</summary>
    public void Run(int throughput)
    {
        _turnThread = Environment.CurrentManagedThreadId;
        for (var i = 0; i < throughput; i++)
        {
            switch (_mailbox.Take(out var envelope))
            {
                case Taken.Message:
                    Deliver(in envelope);
                    break;
                case Taken.Signal:
                    Handle(envelope.Message);
                    break;
                default:
                    return;
            }
        }

        System.Dispatcher.Schedule(this);
    }

    /// <summary>Children, watches and timers belong to the turn; anywhere else they would race with it.</summary>
    public void DemandTurn(string operation)
    {
        if (_turnThread != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException(
                $"Context.{operation} of {Path} was called outside its turn (thread {Environment.CurrentManagedThreadId}, turn on {_turnThread}); send a message to {Path} and do it there.");
        }
    }

    internal override void Stop() => Signal(StopSignal.Instance);

    internal override void AddWatcher(ActorRef watcher)
    {
        if (!Signal(new WatchSignal(watcher)))
            watcher.NotifyTerminated(this);
    }

    internal override void RemoveWatcher(ActorRef watcher) => Signal(new UnwatchSignal(watcher));

    internal override void NotifyTerminated(ActorRef ended) => Signal(new TerminatedNotice(ended));

    private void Deliver(in Envelope envelope)
    {
        var message = envelope.Message;
        _tracer?.Record(this, envelope.Sender, message);
        if (message is PoisonPill)
        {
            BeginStop();
            return;
        }

        if (message is TerminatedNotice notice)
        {
            // An Unwatch may have come between the notice and its turn.
            if (_watching is null || !_watching.Remove(notice.Actor))
                return;
            message = new Terminated(notice.Actor);
        }

        _context.Sender = envelope.Sender ?? System.DeadLetters;
        try
        {
            _actor!.Receive(message);
        }
        catch (Exception cause)
        {
            Fail(cause, message);
        }
    }

    private void Refuse(object message, ActorRef? sender)
    {
        if (sender is Cell cell)
            Interlocked.Increment(ref cell._refused);
        System.Letters.Publish(message, sender, this, DeadLetterReason.MailboxFull);
        if (_bound.Policy == OverflowPolicy.FailRecipient && Interlocked.Exchange(ref _overflowReported, 1) == 0)
            Signal(OverflowSignal.Instance);
    }
}
