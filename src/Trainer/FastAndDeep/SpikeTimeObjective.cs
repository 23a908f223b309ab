using Bss2.Trainer.Learning;

namespace Bss2.Trainer.FastAndDeep;

/// <summary>What label spike times are trained towards, and which class they name.</summary>
public abstract record SpikeTimeObjective
{
    /// <summary>Everything that is wrong, each with the field and what it may be.</summary>
    public abstract IReadOnlyList<string> Faults();

    /// <summary>Sum of the samples' losses; writes dL/dT of the batch's mean. Arguments as in <see cref="SpikeTimeLosses"/>.</summary>
    public abstract double Loss(ReadOnlySpan<double> times, ReadOnlySpan<int> labels, int batchSize, Span<double> gradients);

    /// <summary>Class of one sample's label times, or <see cref="SpikeTimeClasses.None"/>.</summary>
    public abstract int ClassOf(ReadOnlySpan<double> times);

    private protected static IEnumerable<string> Finite(string field, double value) => double.IsFinite(value) ? [] : [$"{field} is {value}; it must be finite."];
}

/// <summary>The true label shall spike first, by a softmax over times.</summary>
/// <param name="Parameters">Its constants.</param>
public sealed record FirstSpikeObjective(FirstSpikeLoss Parameters) : SpikeTimeObjective
{
    public override IReadOnlyList<string> Faults() => Parameters.Faults();

    public override double Loss(ReadOnlySpan<double> times, ReadOnlySpan<int> labels, int batchSize, Span<double> gradients) =>
        SpikeTimeLosses.TimeToFirstSpike(Parameters, times, labels, batchSize, gradients);

    public override int ClassOf(ReadOnlySpan<double> times) => SpikeTimeClasses.First(times);
}

/// <summary>Each label has a time to spike at; the nearest to that of the true label is the class.</summary>
/// <param name="Correct">Time of the true label.</param>
/// <param name="Wrong">Time of the others.</param>
public sealed record TargetTimeObjective(double Correct, double Wrong) : SpikeTimeObjective
{
    public override IReadOnlyList<string> Faults() => [.. Finite(nameof(Correct), Correct), .. Finite(nameof(Wrong), Wrong)];

    public override double Loss(ReadOnlySpan<double> times, ReadOnlySpan<int> labels, int batchSize, Span<double> gradients) =>
        SpikeTimeLosses.MeanSquare(Correct, Wrong, times, labels, batchSize, gradients);

    public override int ClassOf(ReadOnlySpan<double> times) => SpikeTimeClasses.Nearest(times, Correct);
}

/// <summary>The others shall follow the true label by a given time, whenever that is (DelGrad).</summary>
/// <param name="Separation">That time.</param>
public sealed record SeparationObjective(double Separation) : SpikeTimeObjective
{
    public override IReadOnlyList<string> Faults() => [.. Finite(nameof(Separation), Separation)];

    public override double Loss(ReadOnlySpan<double> times, ReadOnlySpan<int> labels, int batchSize, Span<double> gradients) =>
        SpikeTimeLosses.ShiftInvariantSquare(Separation, times, labels, batchSize, gradients);

    public override int ClassOf(ReadOnlySpan<double> times) => SpikeTimeClasses.Nearest(times, 0);
}
