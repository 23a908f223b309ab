using Bss2.Actors.Runtime;

namespace Bss2.Actors.Dispatch;

/// <summary>Turns on the threads of the .NET thread pool, in real time.</summary>
public sealed class ThreadPoolDispatcher : Dispatcher
{
    /// <summary>Messages that an actor handles before others get the thread.</summary>
    internal const int Throughput = 64;

    [ThreadStatic]
    private static int _turns;

    private ThreadPoolDispatcher()
        : base(TimeProvider.System) { }

    /// <summary>The only one: the thread pool belongs to the process.</summary>
    public static ThreadPoolDispatcher Shared { get; } = new();

    internal override TaskCreationOptions AnswerOptions => TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>
    /// A worker's own queue keeps a chain of messages on one processor (about half the cost in a ring of 20,000 actors), but it is served before the shared one. So each
    /// worker gives every 64th turn away: its own queue runs dry, and actors woken from elsewhere get their turn whatever its own keep telling each other.
    /// </summary>
    internal override void Schedule(Cell cell) => ThreadPool.UnsafeQueueUserWorkItem(cell, preferLocal: (++_turns & 63) != 0);

    internal override void Drain() { }
}
