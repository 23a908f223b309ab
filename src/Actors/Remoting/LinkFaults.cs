namespace Bss2.Actors.Remoting;

/// <summary>What the way from one node to another does to messages. The default is a reliable link without delay. Signals of the runtime are only delayed.</summary>
public sealed record LinkFaults
{
    /// <summary>Nothing goes wrong and nothing takes time.</summary>
    public static LinkFaults None { get; } = new();

    /// <summary>Probability 0..1 that a message is lost without a trace.</summary>
    public double Drop { get; init; }

    /// <summary>Probability 0..1 that a message arrives twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>Probability 0..1 that a message may be overtaken by later ones. Needs a <see cref="MaximumDelay"/> above the <see cref="MinimumDelay"/>.</summary>
    public double Reorder { get; init; }

    /// <summary>Least time under way.</summary>
    public TimeSpan MinimumDelay { get; init; }

    /// <summary>Most time under way, uniform from the minimum; a message that may be overtaken takes up to the spread longer. Zero stands for the minimum.</summary>
    public TimeSpan MaximumDelay { get; init; }

    internal TimeSpan Spread => MaximumDelay > MinimumDelay ? MaximumDelay - MinimumDelay : TimeSpan.Zero;

    /// <summary>Collects all that is wrong with the figures.</summary>
    /// <exception cref="ArgumentException">Something is out of range; the message lists everything.</exception>
    internal LinkFaults Validated()
    {
        var wrong = new List<string>();
        foreach (var (name, value) in new[] { (nameof(Drop), Drop), (nameof(Duplicate), Duplicate), (nameof(Reorder), Reorder) })
        {
            if (!(value is >= 0 and <= 1))
                wrong.Add($"{name} is {value}, a probability from 0 to 1 is permitted");
        }

        if (MinimumDelay < TimeSpan.Zero)
            wrong.Add($"MinimumDelay is {MinimumDelay}, 0 or more is permitted");
        if (MaximumDelay != TimeSpan.Zero && MaximumDelay < MinimumDelay)
            wrong.Add($"MaximumDelay is {MaximumDelay}, below MinimumDelay {MinimumDelay}");
        if (Reorder > 0 && Spread == TimeSpan.Zero)
            wrong.Add("Reorder is above 0 while every message takes the same time; raise MaximumDelay above MinimumDelay");
        return wrong.Count == 0 ? this : throw new ArgumentException("These link faults cannot be emulated: " + string.Join("; ", wrong) + ".");
    }
}
