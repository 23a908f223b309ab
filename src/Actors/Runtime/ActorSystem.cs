using System.Collections.Concurrent;
using Bss2.Actors.Dispatch;
using Bss2.Actors.Supervision;

namespace Bss2.Actors.Runtime;

/// <summary>A home of actors: their root, their names, their dispatcher and their dead letters.</summary>
public sealed class ActorSystem : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Cell> _cells = new();
    private readonly TaskCompletionSource _ended;
    private readonly Cell _root;

    private ActorSystem(string name, ActorSystemOptions options)
    {
        Name = name;
        Options = options;
        _ended = new(options.Dispatcher.AnswerOptions);
        Letters = new(this);
        var props = Props.Create(static () => new RootActor())
            .WithStrategy(options.TopLevelStrategy)
            .WithMailbox(MailboxBound.Unbounded("only the runtime speaks to the root"));
        _root = new(this, null, props, "/");
        _root.Signal(StartSignal.Instance);
    }

    /// <summary>An actor failed, or one of its life-cycle hooks threw. Called on the thread where its supervisor decides; without a subscriber the failure goes to standard error.</summary>
    public event Action<ActorFailed>? ActorFailed;

    /// <summary>A message was not handled. Called on the thread where that was found.</summary>
    public event Action<DeadLetter>? DeadLettered
    {
        add
        {
            lock (_cells)
                Letters.Subscribers += value;
        }

        remove
        {
            lock (_cells)
                Letters.Subscribers -= value;
        }
    }

    /// <summary>The system's name; the node's name on a network.</summary>
    public string Name { get; }

    /// <summary>The address that nobody reads; the sender of messages that have none.</summary>
    public ActorRef DeadLetters => Letters;

    /// <summary>How many messages were not handled since the system started.</summary>
    public long DeadLetterCount => Letters.Count;

    /// <summary>The clock of timers and timeouts: real, or virtual on a <see cref="DeterministicDispatcher"/>.</summary>
    public TimeProvider Time => Dispatcher.Time;

    /// <summary>Completes when all actors have stopped.</summary>
    public Task WhenTerminated => _ended.Task;

    internal ActorSystemOptions Options { get; }

    internal Dispatcher Dispatcher => Options.Dispatcher;

    internal DeadLetterRef Letters { get; }

    /// <summary>True after the node was killed: its actors get no more turns, not even to clean up.</summary>
    internal bool Halted { get; private set; }

    /// <summary>Starts an empty system.</summary>
    public static ActorSystem Create(string name, ActorSystemOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new(name, options ?? new());
    }

    /// <summary>Starts a top-level actor. Safe from any thread.</summary>
    /// <exception cref="ArgumentException">The name is empty, holds a slash or is in use.</exception>
    /// <exception cref="InvalidOperationException">The system has ended.</exception>
    public ActorRef Spawn(Props props, string name)
    {
        var cell = Register(_root, props, name);
        if (!_root.Signal(new AdoptSignal(cell)))
        {
            Unregister(cell);
            throw new InvalidOperationException($"The actor system '{Name}' has ended and cannot start '{name}'; create a new system.");
        }

        cell.Signal(StartSignal.Instance);
        return cell;
    }

    /// <summary>The living actor at a path such as <c>/trainer/replica-0</c>, or null.</summary>
    public ActorRef? Find(string path) => _cells.GetValueOrDefault(path);

    /// <summary>Stops all actors, children before parents, and completes when the last has run <see cref="Actor.PostStop"/>.</summary>
    public Task TerminateAsync()
    {
        _root.Stop();
        Dispatcher.Drain();
        return WhenTerminated;
    }

    /// <summary>As <see cref="TerminateAsync"/>. A killed node has nothing left to stop.</summary>
    public ValueTask DisposeAsync() => Halted ? ValueTask.CompletedTask : new(TerminateAsync());

    internal Cell Register(Cell parent, Props props, string name)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (string.IsNullOrWhiteSpace(name) || name.Contains('/', StringComparison.Ordinal))
            throw new ArgumentException($"'{name}' cannot name a child of {parent.Path}: a name is not blank and holds no '/'.", nameof(name));
        var path = parent.Path == "/" ? "/" + name : parent.Path + "/" + name;
        var cell = new Cell(this, parent, props, path);
        return _cells.TryAdd(path, cell)
            ? cell
            : throw new ArgumentException($"{parent.Path} has a child '{name}' already in system '{Name}'; choose another name, or wait for its Terminated before using the name again.", nameof(name));
    }

    internal void Unregister(Cell cell) => _cells.TryRemove(cell.Path, out _);

    internal void Ended() => _ended.TrySetResult();

    internal void Halt()
    {
        Halted = true;
        Ended();
    }

    internal void Report(ActorFailed failure)
    {
        if (ActorFailed is { } subscribers)
            Guard(() => subscribers(failure));
        else
            Console.Error.WriteLine(failure);
    }

    /// <summary>A subscriber's fault must not end up in the runtime; it is shown and the actors go on.</summary>
    internal void Guard(Action callback)
    {
        try
        {
            callback();
        }
        catch (Exception cause)
        {
            Console.Error.WriteLine($"A subscriber of actor system '{Name}' threw: {cause}");
        }
    }

    private sealed class RootActor : Actor
    {
        protected internal override void Receive(object message) => Unhandled(message);
    }
}
