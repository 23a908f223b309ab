using Bss2.Actors.Runtime;

namespace Bss2.Actors.Dispatch;

/// <summary>Gives actors with waiting messages their turns. An actor has one turn at a time, whatever the dispatcher.</summary>
public abstract class Dispatcher
{
    private protected Dispatcher(TimeProvider time) => Time = time;

    /// <summary>The clock of timers, timeouts and restart windows.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where the code behind an awaited answer runs.</summary>
    internal abstract TaskCreationOptions AnswerOptions { get; }

    /// <summary>Queues a cell that has become readable. Each cell is queued at most once at a time.</summary>
    internal abstract void Schedule(Cell cell);

    /// <summary>Lets waiting work run where only the caller can make it run.</summary>
    internal abstract void Drain();
}
