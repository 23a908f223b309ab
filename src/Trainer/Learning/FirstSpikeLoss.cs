using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Learning;

/// <summary>Parameters of <see cref="SpikeTimeLosses.TimeToFirstSpike"/>. Defaults as in the tutorial of the public reference.</summary>
public sealed record FirstSpikeLoss
{
    /// <summary>ξ: width of the softmax in time constants, positive.</summary>
    public double Xi { get; init; } = 0.2;

    /// <summary>α: strength of the pull towards early spikes of the true label, 0 or positive.</summary>
    public double Alpha { get; init; } = 0.003;

    /// <summary>β: time scale of that pull in time constants, positive.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>τ: the synaptic time constant, positive.</summary>
    public double TimeConstant { get; init; } = 1;

    /// <summary>Everything that is wrong, each with the field and what it may be.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        Positive(nameof(Xi), Xi);
        Positive(nameof(Beta), Beta);
        Positive(nameof(TimeConstant), TimeConstant);
        if (!double.IsFinite(Alpha) || Alpha < 0)
        {
            faults.Add($"{nameof(Alpha)} is {Alpha}; it must be 0 or a positive, finite number.");
        }

        return faults;

        void Positive(string field, double value)
        {
            if (!double.IsFinite(value) || !(value > 0))
            {
                faults.Add($"{field} is {value}; it must be positive and finite.");
            }
        }
    }

    /// <summary>Loss of one sample; its gradient times <paramref name="weight"/> is written.</summary>
    internal double Of(ReadOnlySpan<double> times, int label, double weight, Span<double> gradient)
    {
        gradient.Clear();
        var own = times[label];
        if (!(own < double.PositiveInfinity))
        {
            return SpikeTimeLosses.MissingSpike;
        }

        var (width, scale) = (Xi * TimeConstant, Beta * TimeConstant);
        var first = own;
        foreach (var time in times)
        {
            first = time < first ? time : first;
        }

        // Relative to the earliest spike, so that no exponential overflows; a missing spike has e^-infinity = 0.
        var sum = 0.0;
        for (var k = 0; k < times.Length; k++)
        {
            gradient[k] = Elementary.Exp((first - times[k]) / width);
            sum += gradient[k];
        }

        for (var k = 0; k < times.Length; k++)
        {
            gradient[k] *= -weight / (sum * width);
        }

        var pull = Alpha * Elementary.Exp(own / scale);
        gradient[label] += weight * ((1 / width) + (pull / scale));
        return Elementary.Log(sum) + ((own - first) / width) + pull;
    }
}
