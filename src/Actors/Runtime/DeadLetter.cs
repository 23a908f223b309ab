namespace Bss2.Actors.Runtime;

/// <summary>Why a message was not handled.</summary>
public enum DeadLetterReason
{
    /// <summary>It was sent to the dead letters themselves.</summary>
    Addressed,

    /// <summary>The recipient has stopped, was never there, or an answer came too late.</summary>
    NobodyThere,

    /// <summary>The recipient's mailbox was full.</summary>
    MailboxFull,

    /// <summary>The recipient did not know the message.</summary>
    Unhandled,

    /// <summary>The recipient's node is dead, unknown or cut off.</summary>
    Unreachable,
}

/// <summary>A message that nobody handled.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sender">Who sent it; the dead letters where nobody did.</param>
/// <param name="Recipient">Whom it was meant for.</param>
/// <param name="Reason">Why it was not handled.</param>
public sealed record DeadLetter(object Message, ActorRef Sender, ActorRef Recipient, DeadLetterReason Reason)
{
    /// <summary>One sentence for a log.</summary>
    public override string ToString() => $"{Message.GetType().Name} from {Sender.Path} to {Recipient.Path} was not handled: " + Reason switch
    {
        DeadLetterReason.Addressed => "it was sent to the dead letters.",
        DeadLetterReason.NobodyThere => "nobody is there any more.",
        DeadLetterReason.MailboxFull => "the mailbox is full; send fewer messages at a time or raise its bound.",
        DeadLetterReason.Unhandled => "the recipient does not know this message.",
        _ => "the node cannot be reached.",
    };
}
