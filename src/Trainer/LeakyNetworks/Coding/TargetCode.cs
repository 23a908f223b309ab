using System.Numerics;
using Bss2.Chip.Randomness;

namespace Bss2.Trainer.LeakyNetworks.Coding;

/// <summary>How the spikes of a target rate are laid out.</summary>
public enum FiringPattern
{
    /// <summary>At floor(first + k/rate).</summary>
    Regular,

    /// <summary>As many as regular, at times drawn uniformly; times drawn twice hold one spike.</summary>
    Uniform,

    /// <summary>In each step with the probability of the rate.</summary>
    Poisson,
}

/// <summary>
/// Desired activity of the output neurons over time (snnTorch's spikegen.targets_rate and targets_latency). Correct and incorrect neurons hold
/// <see cref="OnTarget"/> at their spikes and <see cref="OffTarget"/> elsewhere or, interpolated, a ramp from off to on up to each spike.
/// </summary>
public sealed record TargetCode
{
    public required int Classes { get; init; }

    public required int TimeSteps { get; init; }

    public int FirstSpikeTime { get; init; }

    public double OnTarget { get; init; } = 1;

    public double OffTarget { get; init; }

    /// <summary>Ramps instead of steps: a target for membranes.</summary>
    public bool Interpolate { get; init; }

    /// <summary>Spikes per step of the labelled class, 0..1.</summary>
    public double CorrectRate { get; init; } = 1;

    /// <summary>Spikes per step of the other classes, 0..1, not above <see cref="CorrectRate"/>.</summary>
    public double IncorrectRate { get; init; }

    public FiringPattern Pattern { get; init; }

    /// <summary>Seed of the uniform and Poisson patterns, which are drawn once for the correct and once for the incorrect neurons.</summary>
    public ulong Seed { get; init; }

    /// <summary>Rate targets, [time, sample, class].</summary>
    public Series<T> Rates<T>(ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(labels);
        var correct = Levels<T>(SpikeSteps(CorrectRate, 1));
        var incorrect = Levels<T>(SpikeSteps(IncorrectRate, 0));
        return Lay(labels, correct, incorrect);
    }

    /// <summary>Latency targets: the labelled class spikes once at <see cref="FirstSpikeTime"/>, all others once at the last step. [time, sample, class].</summary>
    public Series<T> Latencies<T>(ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(labels);
        return Lay(labels, Levels<T>([FirstSpikeTime]), Levels<T>([TimeSteps - 1]));
    }

    /// <summary>Steps at which a neuron of this rate spikes (snnTorch's target_rate_code), ascending.</summary>
    /// <param name="rate">0..1.</param>
    /// <param name="number">Tells draws of one seed apart.</param>
    public IReadOnlyList<int> SpikeSteps(double rate, int number)
    {
        var key = CodingStream.Key(Seed, CodingPurpose.TargetPattern);
        double Uniform(int k) => Philox.ToUniform(Philox.Next(key, (uint)k, (uint)number, 0, 0).X0);
        var span = TimeSteps - FirstSpikeTime;
        var count = rate > 0 ? (int)Math.Ceiling(span * rate) : 0;
        IEnumerable<int> steps = Pattern switch
        {
            FiringPattern.Regular => Enumerable.Range(0, count).Select(k => (int)Math.Floor(FirstSpikeTime + (k / rate))),
            FiringPattern.Uniform => Enumerable.Range(0, count).Select(k => FirstSpikeTime + (int)(Uniform(k) * span)),
            _ => Enumerable.Range(0, span).Where(k => Uniform(k) < rate).Select(k => FirstSpikeTime + k),
        };
        return [.. steps.Where(step => step < TimeSteps).Distinct().Order()];
    }

    // One neuron's targets over time.
    private T[] Levels<T>(IReadOnlyList<int> spikes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var levels = new T[TimeSteps];
        Array.Fill(levels, T.CreateTruncating(OffTarget));
        var before = -1;
        foreach (var spike in spikes)
        {
            for (var step = before + 1; Interpolate && step < spike; step++)
            {
                // From off in the first step after the last spike to on in the step of this one.
                levels[step] = T.CreateTruncating(OffTarget + ((OnTarget - OffTarget) * (step - before - 1) / (spike - before - 1)));
            }

            levels[spike] = T.CreateTruncating(OnTarget);
            before = spike;
        }

        return levels;
    }

    private Series<T> Lay<T>(ReadOnlySpan<int> labels, T[] correct, T[] incorrect)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var targets = new Series<T>(TimeSteps, labels.Length, Classes);
        for (var t = 0; t < TimeSteps; t++)
        {
            for (var sample = 0; sample < labels.Length; sample++)
            {
                targets.Row(t, sample).Fill(incorrect[t]);
                targets[t, sample, labels[sample]] = correct[t];
            }
        }

        return targets;
    }

    private void Check(ReadOnlySpan<int> labels)
    {
        var faults = new List<string>();
        void Require(bool holds, string fault) => faults.AddRange(holds ? [] : [fault]);
        Require(Classes >= 1, $"{nameof(Classes)} is {Classes}; permitted: at least 1");
        Require(TimeSteps >= 1, $"{nameof(TimeSteps)} is {TimeSteps}; permitted: at least 1");
        Require(FirstSpikeTime >= 0 && FirstSpikeTime < Math.Max(1, TimeSteps), $"{nameof(FirstSpikeTime)} is {FirstSpikeTime}; permitted: 0..{TimeSteps - 1}");
        Require(CorrectRate is >= 0 and <= 1, $"{nameof(CorrectRate)} is {CorrectRate}; permitted: 0..1");
        Require(IncorrectRate is >= 0 and <= 1 && IncorrectRate <= CorrectRate, $"{nameof(IncorrectRate)} is {IncorrectRate}; permitted: 0..{nameof(CorrectRate)}, which is {CorrectRate}");
        if (faults.Count > 0)
        {
            throw new ArgumentException($"These targets cannot be made: {string.Join("; ", faults)}.");
        }

        OneHot.RequireLabels(labels, Classes);
    }
}
