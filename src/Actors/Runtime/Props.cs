using Bss2.Actors.Supervision;

namespace Bss2.Actors.Runtime;

/// <summary>Recipe for an actor.</summary>
/// <param name="Producer">Makes an instance; called again for each restart, so it must return a fresh one.</param>
public sealed record Props(Func<Actor> Producer)
{
    /// <summary>How much the mailbox may hold; null takes the system's default.</summary>
    public MailboxBound? Mailbox { get; init; }

    /// <summary>What happens to the actor's children when they fail; null takes <see cref="OneForOneStrategy.Default"/>.</summary>
    public OneForOneStrategy? Strategy { get; init; }

    /// <summary>Starts a recipe.</summary>
    public static Props Create(Func<Actor> producer) => new(producer);

    /// <summary>The same recipe with another mailbox bound.</summary>
    public Props WithMailbox(MailboxBound bound) => this with { Mailbox = bound };

    /// <summary>The same recipe with another strategy for the actor's children.</summary>
    public Props WithStrategy(OneForOneStrategy strategy) => this with { Strategy = strategy };
}
