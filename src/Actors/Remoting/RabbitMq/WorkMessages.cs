namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>How a queue keeps its messages.</summary>
public enum QueueKind
{
    /// <summary>A durable classic queue of transient messages: quick; a broker's restart keeps the queue and loses what is in it.</summary>
    Transient,

    /// <summary>A quorum queue of persistent messages: nothing that was confirmed is lost.</summary>
    Persistent,
}

/// <summary>A named queue whose messages are work for one of its consumers each.</summary>
/// <param name="Name">Name on the broker.</param>
/// <param name="Kind">How it keeps messages.</param>
/// <param name="SingleActiveConsumer">Whether only one consumer at a time is given work, the others standing by.</param>
public sealed record QueueSpec(string Name, QueueKind Kind, bool SingleActiveConsumer = false);

/// <summary>
/// Event to a worker: work in hand. Its sender is the consumer, which is told <see cref="WorkDone"/>, <see cref="WorkReturned"/> or <see cref="WorkRefused"/> once for each.
/// </summary>
/// <param name="Message">The work.</param>
/// <param name="ReplyTo">Who wants the answer; dead letters where nobody does.</param>
/// <param name="Redelivered">Whether a worker that was lost, or gave it back, may have had it before.</param>
/// <param name="QueueWait">Time since publication, by the clocks of publisher and worker; never negative.</param>
/// <param name="Tag">The consumer's own number for this delivery.</param>
public sealed record WorkDelivered(object Message, Runtime.ActorRef ReplyTo, bool Redelivered, TimeSpan QueueWait, ulong Tag);

/// <summary>Command to a consumer: send the answer, if any, then tell the broker that the work is done. In this order on one channel, so that no answer is lost with its acknowledgement kept.</summary>
public sealed record WorkDone(ulong Tag, object? Reply, Runtime.ActorRef? Replier = null);

/// <summary>Command to a consumer: give the work back for others.</summary>
public sealed record WorkReturned(ulong Tag);

/// <summary>Command to a consumer: the work can never be done; put it where the operator finds it, with the reason.</summary>
public sealed record WorkRefused(ulong Tag, string Reason);

/// <summary>Command to a consumer: take no more work. Answered by <see cref="ConsumingStopped"/> when nothing more can be delivered; what is in hand stays so.</summary>
public sealed record StopConsuming;

/// <summary>Event: see <see cref="StopConsuming"/>.</summary>
public sealed record ConsumingStopped;

/// <summary>What a queue holds.</summary>
/// <param name="Name">Name on the broker.</param>
/// <param name="Ready">Messages that wait for a consumer.</param>
/// <param name="Consumers">Consumers, active or standing by.</param>
public sealed record QueueState(string Name, long Ready, long Consumers);
