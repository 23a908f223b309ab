namespace Bss2.Actors.Runtime;

/// <summary>What a full mailbox does with one more message. It never makes the sender wait.</summary>
public enum OverflowPolicy
{
    /// <summary>The message goes to the dead letters and the sender's <see cref="ActorContext.RefusedCount"/> rises by one.</summary>
    DeadLetter,

    /// <summary>As <see cref="DeadLetter"/>, and the recipient fails with a <see cref="MailboxOverflowException"/>, so its supervisor decides.</summary>
    FailRecipient,
}

/// <summary>How many messages may wait in a mailbox, and what happens to more. Signals of the runtime are exempt.</summary>
public sealed record MailboxBound
{
    private MailboxBound(int capacity, OverflowPolicy policy, string? unboundedReason)
    {
        Capacity = capacity;
        Policy = policy;
        UnboundedReason = unboundedReason;
    }

    /// <summary>Messages that may wait, not counting the one in hand; <see cref="int.MaxValue"/> where unbounded.</summary>
    public int Capacity { get; }

    /// <summary>What happens to a message that finds the mailbox full.</summary>
    public OverflowPolicy Policy { get; }

    /// <summary>Why no bound is needed; null where there is one.</summary>
    public string? UnboundedReason { get; }

    /// <summary>At most <paramref name="capacity"/> waiting messages, 1 or more.</summary>
    public static MailboxBound Of(int capacity, OverflowPolicy policy = OverflowPolicy.DeadLetter) => capacity >= 1
        ? new(capacity, policy, null)
        : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A mailbox holds 1 message or more; give a positive capacity or MailboxBound.Unbounded with the reason.");

    /// <summary>No bound. The reason says what else limits the number of waiting messages.</summary>
    public static MailboxBound Unbounded(string reason) => string.IsNullOrWhiteSpace(reason)
        ? throw new ArgumentException("An unbounded mailbox needs a stated reason: say what else limits its messages, or use MailboxBound.Of.", nameof(reason))
        : new(int.MaxValue, OverflowPolicy.DeadLetter, reason);
}

/// <summary>A mailbox with <see cref="OverflowPolicy.FailRecipient"/> was full.</summary>
public sealed class MailboxOverflowException : Exception
{
    /// <summary>Creates the failure of an actor that could not keep up.</summary>
    internal MailboxOverflowException(string path, int capacity)
        : base($"The mailbox of {path} was full: {capacity} messages are permitted; send fewer at a time or raise its MailboxBound.") { }
}
