using Bss2.Actors.Dispatch;
using Bss2.Actors.Runtime;

namespace Bss2.TestKit;

/// <summary>An actor that keeps what it gets, and the test's questions about it. Waiting passes virtual time from timer to timer.</summary>
public sealed class TestProbe
{
    /// <summary>Virtual time that expectations wait where none is given.</summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(3);

    private readonly Queue<(object Message, ActorRef Sender)> _received = new();
    private readonly DeterministicDispatcher _dispatcher;

    internal TestProbe(DeterministicDispatcher dispatcher, ActorSystem system, string name)
    {
        _dispatcher = dispatcher;
        var mailbox = MailboxBound.Unbounded("the test reads everything");
        Ref = system.Spawn(Props.Create(() => new Recorder(this)).WithMailbox(mailbox), name);
        LastSender = system.DeadLetters;
        dispatcher.RunUntilIdle();
    }

    /// <summary>The probe's address.</summary>
    public ActorRef Ref { get; }

    /// <summary>Sender of the message that an expectation returned last.</summary>
    public ActorRef LastSender { get; private set; }

    /// <summary>Tells a message with the probe as its sender.</summary>
    public void Send(ActorRef target, object message) => target.Tell(message, Ref);

    /// <summary>Answers the message that an expectation returned last.</summary>
    public void Reply(object message) => LastSender.Tell(message, Ref);

    /// <summary>Watches an actor, for <see cref="ExpectTerminated"/>.</summary>
    public void Watch(ActorRef actor) => InTurn(new WatchOrder(actor));

    /// <summary>Takes <see cref="Watch"/> back.</summary>
    public void Unwatch(ActorRef actor) => InTurn(new UnwatchOrder(actor));

    /// <summary>The next message must be a <typeparamref name="T"/> that satisfies the predicate.</summary>
    public T ExpectMsg<T>(Func<T, bool>? predicate = null, TimeSpan? within = null)
    {
        var until = _dispatcher.Now + (within ?? DefaultWait);
        if (!Next(until, out var message))
            throw Unmet($"expected {typeof(T).Name}, got nothing until {until}");
        if (message is not T expected)
            throw Unmet($"expected {typeof(T).Name}, got {Show(message)}");
        if (predicate is not null && !predicate(expected))
            throw Unmet($"expected a {typeof(T).Name} that satisfies the condition, got {Show(message)}");
        return expected;
    }

    /// <summary>The next message must equal this one.</summary>
    public void ExpectMsg<T>(T wanted, TimeSpan? within = null)
        where T : notnull
    {
        var until = _dispatcher.Now + (within ?? DefaultWait);
        if (!Next(until, out var message))
            throw Unmet($"expected {Show(wanted)}, got nothing until {until}");
        if (!wanted.Equals(message))
            throw Unmet($"expected {Show(wanted)}, got {Show(message)}");
    }

    /// <summary>Nothing may arrive while this virtual time passes; 0 where none is given.</summary>
    public void ExpectNoMsg(TimeSpan duration = default)
    {
        var until = _dispatcher.Now + duration;
        if (Next(until, out var message))
            throw Unmet($"expected nothing until {until}, got {Show(message)}");
        _dispatcher.Advance(until - _dispatcher.Now);
    }

    /// <summary>Skips messages until one is a <typeparamref name="T"/> that satisfies the predicate.</summary>
    public T FishForMessage<T>(Func<T, bool>? predicate = null, TimeSpan? within = null)
    {
        var until = _dispatcher.Now + (within ?? DefaultWait);
        var skipped = new List<string>();
        while (Next(until, out var message))
        {
            if (message is T caught && (predicate is null || predicate(caught)))
                return caught;
            skipped.Add(Show(message));
        }

        throw Unmet($"fished for {typeof(T).Name} until {until}, got only [{string.Join(", ", skipped)}]");
    }

    /// <summary>The next message must be the end of this actor, watched before.</summary>
    public void ExpectTerminated(ActorRef actor, TimeSpan? within = null)
    {
        var ended = ExpectMsg<Terminated>(within: within).Actor;
        if (ended != actor)
            throw Unmet($"expected the end of {actor}, got the end of {ended}");
    }

    private static string Show(object? message) => message is null ? "null" : $"{message.GetType().Name} {message}";

    private bool Next(TimeSpan until, out object? message)
    {
        _dispatcher.RunUntilIdle();
        while (_received.Count == 0 && _dispatcher.Step(until))
            _dispatcher.RunUntilIdle();
        var any = _received.TryDequeue(out var next);
        message = next.Message;
        LastSender = any ? next.Sender : LastSender;
        return any;
    }

    private ProbeException Unmet(string what)
    {
        var waiting = _received.Count == 0 ? "" : $"; behind it wait [{string.Join(", ", _received.Select(r => Show(r.Message)))}]";
        return new($"{Ref.Path}: {what}{waiting} (virtual time {_dispatcher.Now}, seed {_dispatcher.Seed}).");
    }

    private void InTurn(object order)
    {
        Ref.Tell(order);
        _dispatcher.RunUntilIdle();
    }

    private sealed record WatchOrder(ActorRef Actor);

    private sealed record UnwatchOrder(ActorRef Actor);

    private sealed class Recorder(TestProbe probe) : Actor
    {
        protected override void Receive(object message)
        {
            switch (message)
            {
                case WatchOrder order:
                    Context.Watch(order.Actor);
                    break;
                case UnwatchOrder order:
                    Context.Unwatch(order.Actor);
                    break;
                default:
                    probe._received.Enqueue((message, Sender));
                    break;
            }
        }
    }
}
