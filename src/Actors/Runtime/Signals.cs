namespace Bss2.Actors.Runtime;

// What the runtime says to an actor's cell. Signals overtake user messages and are never refused by a bound.

internal sealed record StartSignal
{
    public static readonly StartSignal Instance = new();
}

internal sealed record StopSignal
{
    public static readonly StopSignal Instance = new();
}

internal sealed record ResumeSignal
{
    public static readonly ResumeSignal Instance = new();
}

internal sealed record OverflowSignal
{
    public static readonly OverflowSignal Instance = new();
}

internal sealed record RestartSignal(Exception Cause, object? Message);

internal sealed record WatchSignal(ActorRef Watcher);

internal sealed record UnwatchSignal(ActorRef Watcher);

/// <summary>As a signal: an actor watched has ended. As a message: the same, at its place among the user messages.</summary>
internal sealed record TerminatedNotice(ActorRef Actor);

internal sealed record AdoptSignal(Cell Child);

internal sealed record ChildStopped(Cell Child);

internal sealed record FailureSignal(Cell Child, Exception Cause, object? Message);
