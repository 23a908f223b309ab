using Bss2.Actors.Runtime;

namespace Bss2.Actors.Supervision;

/// <summary>An actor failed and its supervisor decided.</summary>
/// <param name="Actor">Who failed.</param>
/// <param name="Cause">What it threw.</param>
/// <param name="Message">The message in hand; null where there was none.</param>
/// <param name="Directive">What was decided; <see cref="Directive.Resume"/> where a clean-up hook threw.</param>
public sealed record ActorFailed(ActorRef Actor, Exception Cause, object? Message, Directive Directive)
{
    /// <summary>One line for a log, then the exception.</summary>
    public override string ToString() =>
        $"{Actor.Path} of actor system '{Actor.System.Name}' failed{(Message is null ? "" : " on " + Message.GetType().Name)}; directive {Directive}. {Cause}";
}
