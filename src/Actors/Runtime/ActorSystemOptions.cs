using Bss2.Actors.Dispatch;
using Bss2.Actors.Supervision;

namespace Bss2.Actors.Runtime;

/// <summary>How an <see cref="ActorSystem"/> runs.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>Who gives actors their turns: the thread pool (default) or a <see cref="DeterministicDispatcher"/>.</summary>
    public Dispatcher Dispatcher { get; init; } = ThreadPoolDispatcher.Shared;

    /// <summary>What happens to failing top-level actors. <see cref="Directive.Escalate"/> counts as stop there: nobody is above.</summary>
    public OneForOneStrategy TopLevelStrategy { get; init; } = OneForOneStrategy.Default;

    /// <summary>Bound of mailboxes whose <see cref="Props"/> name none.</summary>
    public MailboxBound DefaultMailbox { get; init; } = MailboxBound.Of(65_536);
}
