using Bss2.Actors.Dispatch;
using Bss2.Actors.Runtime;
using Bss2.Actors.Supervision;

namespace Bss2.TestKit;

/// <summary>An actor system in virtual time with probes. Everything runs on the test's thread; nothing waits for real time.</summary>
public sealed class ActorTestKit
{
    private int _probes;

    /// <summary>Starts a kit.</summary>
    /// <param name="seed">Decides the order of deliveries among actors.</param>
    /// <param name="options">Further options of the system; its dispatcher is replaced.</param>
    public ActorTestKit(ulong seed = 1, ActorSystemOptions? options = null)
        : this(new DeterministicDispatcher(seed), options) { }

    /// <summary>Starts a kit beside other systems on a dispatcher, e.g. that of a loopback network.</summary>
    public ActorTestKit(DeterministicDispatcher dispatcher, ActorSystemOptions? options = null)
    {
        Dispatcher = dispatcher;
        System = ActorSystem.Create("test", (options ?? new()) with { Dispatcher = dispatcher });
        System.DeadLettered += DeadLetters.Add;
        System.ActorFailed += failure => Failures.Add(failure);
    }

    /// <summary>The system under test.</summary>
    public ActorSystem System { get; }

    /// <summary>What runs it.</summary>
    public DeterministicDispatcher Dispatcher { get; }

    /// <summary>Messages that nobody handled, in order.</summary>
    public List<DeadLetter> DeadLetters { get; } = [];

    /// <summary>Failures and what was decided, in order.</summary>
    public List<ActorFailed> Failures { get; } = [];

    /// <summary>Makes a probe: an actor that keeps what it gets.</summary>
    /// <param name="name">Its name; by default <c>probe-1</c>, <c>probe-2</c> and so on.</param>
    /// <param name="system">Where it lives, e.g. a node of the network; by default in <see cref="System"/>.</param>
    public TestProbe CreateProbe(string? name = null, ActorSystem? system = null) => new(Dispatcher, system ?? System, name ?? $"probe-{++_probes}");

    /// <summary>Delivers all that can be delivered without time passing.</summary>
    public void RunUntilIdle() => Dispatcher.RunUntilIdle();

    /// <summary>Lets virtual time pass.</summary>
    public void Advance(TimeSpan time) => Dispatcher.Advance(time);

    /// <summary>Runs until a task has ended and returns it.</summary>
    /// <exception cref="ProbeException">The task did not end within the virtual time.</exception>
    public Task<T> Await<T>(Task<T> task, TimeSpan? within = null)
    {
        var until = Dispatcher.Now + (within ?? TestProbe.DefaultWait);
        while (!task.IsCompleted && Dispatcher.Step(until)) { }
        return task.IsCompleted ? task : throw new ProbeException($"The task did not end by {until} (seed {Dispatcher.Seed}).");
    }
}
