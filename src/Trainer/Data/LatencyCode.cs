namespace Bss2.Trainer.Data;

/// <summary>
/// Time-to-first-spike code: a value v in 0..1 becomes the time early + v (late − early), in units of the synaptic time constant.
/// Source: the datasets of Fast &amp; Deep (Göltz, Kriener et al. 2021), whose order of operations is kept, so that the last bits agree.
/// </summary>
public readonly record struct LatencyCode
{
    /// <param name="early">Time of value 0; finite, at least 0.</param>
    /// <param name="late">Time of value 1; finite, above <paramref name="early"/>.</param>
    public LatencyCode(double early, double late)
    {
        if (!(early >= 0 && late > early && double.IsFinite(late)))
        {
            throw new ArgumentException(FormattableString.Invariant($"A code from time {early} to time {late} is not permitted; permitted: 0 <= early < late, both finite."));
        }

        (Early, Late) = (early, late);
    }

    /// <summary>0.15 to 2, as Yin-Yang, XOR and MNIST have it.</summary>
    public static LatencyCode Standard { get; } = new(0.15, 2.0);

    /// <summary>0.05 and 0.5, as Bars has it.</summary>
    public static LatencyCode Bars { get; } = new(0.05, 0.5);

    public double Early { get; }

    public double Late { get; }

    /// <summary>The time of a value.</summary>
    public double TimeOf(double value) => Early + (value * (Late - Early));
}
