namespace Bss2.Actors.Supervision;

/// <summary>What a supervisor does with a failed child.</summary>
public enum Directive
{
    /// <summary>The same instance goes on with the next message.</summary>
    Resume,

    /// <summary>A fresh instance takes over the address and the mailbox.</summary>
    Restart,

    /// <summary>The child ends.</summary>
    Stop,

    /// <summary>The supervisor fails in its turn, with the same exception.</summary>
    Escalate,
}
