using Bss2.Actors.Runtime;

namespace Bss2.Actors.Tests;

/// <summary>An actor whose behaviour is given by the test; it can record its life cycle.</summary>
internal sealed class Lambda(Action<Lambda, object> receive, ICollection<string>? log = null) : Actor
{
    public ActorContext Here => Context;

    public ActorRef From => Sender;

    public ActorRef Me => Self;

    public static Props Props(Action<Lambda, object> receive, ICollection<string>? log = null) => Actors.Runtime.Props.Create(() => new Lambda(receive, log));

    /// <summary>Throws exceptions that it gets, answers everything else with the same.</summary>
    public static Props Fragile(ICollection<string>? log = null) => Props(static (me, message) =>
    {
        if (message is Exception cause)
            throw cause;
        me.From.Tell(message, me.Me);
    }, log);

    public void Ignore(object message) => Unhandled(message);

    protected override void Receive(object message) => receive(this, message);

    protected override void PreStart() => log?.Add("start " + Self.Path);

    protected override void PostStop() => log?.Add("stop " + Self.Path);

    protected override void PreRestart(Exception cause, object? message)
    {
        log?.Add("before restart " + cause.Message);
        base.PreRestart(cause, message);
    }

    protected override void PostRestart(Exception cause)
    {
        log?.Add("after restart " + cause.Message);
        base.PostRestart(cause);
    }
}
