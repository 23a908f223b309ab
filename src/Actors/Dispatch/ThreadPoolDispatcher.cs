using Bss2.Actors.Runtime;

namespace Bss2.Actors.Dispatch;

/// <summary>Turns on the threads of the .NET thread pool, in real time.</summary>
public sealed class ThreadPoolDispatcher : Dispatcher
{
    /// <summary>Messages that an actor handles before others get the thread.</summary>
    internal const int Throughput = 64;

    private ThreadPoolDispatcher()
        : base(TimeProvider.System) { }

    /// <summary>The only one: the thread pool belongs to the process.</summary>
    public static ThreadPoolDispatcher Shared { get; } = new();

    internal override TaskCreationOptions AnswerOptions => TaskCreationOptions.RunContinuationsAsynchronously;

    // Not the thread's own queue: it is served last in, first out, and a busy pair of actors could starve others.
    internal override void Schedule(Cell cell) => ThreadPool.UnsafeQueueUserWorkItem(cell, preferLocal: false);

    internal override void Drain() { }
}
