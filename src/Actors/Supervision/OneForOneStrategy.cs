namespace Bss2.Actors.Supervision;

/// <summary>Decides about one failed child at a time; its siblings go on. Restarts are limited: one too many within the window stops the child.</summary>
public sealed class OneForOneStrategy
{
    private readonly int _maxRestarts;
    private readonly TimeSpan _within;
    private readonly Func<Exception, Directive> _decide;

    /// <summary>Creates a strategy.</summary>
    /// <param name="maxRestarts">Restarts permitted within the window, 0 or more.</param>
    /// <param name="within">Length of the sliding window, positive, or <see cref="Timeout.InfiniteTimeSpan"/> for the child's whole life.</param>
    /// <param name="decide">What to do about an exception; null takes <see cref="DefaultDecision"/>.</param>
    public OneForOneStrategy(int maxRestarts, TimeSpan within, Func<Exception, Directive>? decide = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRestarts);
        if (within <= TimeSpan.Zero && within != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(within), within, "The restart window is a positive time or Timeout.InfiniteTimeSpan.");
        _maxRestarts = maxRestarts;
        _within = within;
        _decide = decide ?? DefaultDecision;
    }

    /// <summary>Up to 10 restarts within a minute, then stop.</summary>
    public static OneForOneStrategy Default { get; } = new(10, TimeSpan.FromMinutes(1));

    /// <summary>Stops what cannot even start, restarts everything else.</summary>
    public static Directive DefaultDecision(Exception cause) =>
        cause is Runtime.ActorInitializationException ? Directive.Stop : Directive.Restart;

    internal Directive Decide(Exception cause, RestartLog restarts, TimeProvider time)
    {
        var directive = _decide(cause);
        return directive == Directive.Restart && !restarts.TryAdd(_maxRestarts, _within, time) ? Directive.Stop : directive;
    }
}
