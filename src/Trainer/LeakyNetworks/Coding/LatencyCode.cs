using System.Numerics;
using Bss2.Chip.Randomness;

namespace Bss2.Trainer.LeakyNetworks.Coding;

/// <summary>
/// The larger a value, the earlier its one spike (snnTorch's spikegen.latency).
/// <code>
/// logarithmic  t = τ ln(x/(x − threshold)), x raised to threshold + 1e−7 where it is below: the time that a leaky neuron takes to charge
/// linear       t = min(τ (1 − x), τ (1 − threshold))
/// </code>
/// Spikes stand at round(t), halves to even. <see cref="FirstSpikeTime"/> shifts all of it.
/// </summary>
public sealed record LatencyCode
{
    private const double Epsilon = 1e-7;

    public int TimeSteps { get; init; } = 1;

    /// <summary>Between 0 and 1 exclusively.</summary>
    public double Threshold { get; init; } = 0.01;

    /// <summary>Time constant in steps.</summary>
    public double Tau { get; init; } = 1;

    public int FirstSpikeTime { get; init; }

    public bool Linear { get; init; }

    /// <summary>Logarithmic: times are stretched so that the largest of the batch, which it thus depends on, falls on the last step. Linear: τ = TimeSteps − 1 − FirstSpikeTime.</summary>
    public bool Normalize { get; init; }

    /// <summary>Values below the threshold give no spike instead of the latest one.</summary>
    public bool Clip { get; init; }

    /// <summary>Spikes later than the last step are dropped; without it they are an error.</summary>
    public bool Bypass { get; init; }

    /// <summary>Spikes of values.</summary>
    /// <param name="data">[1, sample, neuron], 0..1.</param>
    public Series<T> Encode<T>(Series<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var times = SpikeTimes(data);
        var spikes = new Series<T>(TimeSteps, data.Samples, data.Neurons);
        for (var cell = 0; cell < times.Length; cell++)
        {
            var step = StepOf(times[cell], cell, data.Neurons);
            if (step < TimeSteps && !(Clip && double.CreateTruncating(data.Values[cell]) < Threshold))
            {
                spikes.Step(step)[cell] = T.One;
            }
        }

        return spikes;
    }

    /// <summary>Times before rounding, [sample, neuron], in steps.</summary>
    public double[] SpikeTimes<T>(Series<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(data);
        data.RequireShape(1, data.Samples, data.Neurons, nameof(data));
        data.RequireFinite(nameof(data));
        Check();
        var values = Array.ConvertAll(data.Values, double.CreateTruncating);
        var outside = Array.FindIndex(values, x => x is < 0 or > 1);
        if (outside >= 0)
        {
            throw new ArgumentException($"Sample {outside / data.Neurons}, neuron {outside % data.Neurons} is {values[outside]}; a latency code takes 0..1. Scale the data first.", nameof(data));
        }

        return Linear ? LinearTimes(values) : LogarithmicTimes(values);
    }

    private double[] LinearTimes(double[] values)
    {
        var tau = Normalize ? TimeSteps - 1 - FirstSpikeTime : Tau;
        return Array.ConvertAll(values, x => Math.Min(-tau * (x - 1), -tau * (Threshold - 1)) + FirstSpikeTime);
    }

    private double[] LogarithmicTimes(double[] values)
    {
        var times = Array.ConvertAll(values, x =>
        {
            var raised = Math.Max(x, Threshold + Epsilon);
            return Tau * PortableMath.Log(raised / (raised - Threshold));
        });
        if (times.Length == 0)
        {
            return times;
        }

        times = Array.ConvertAll(times, t => t + FirstSpikeTime);
        if (!Normalize)
        {
            return times;
        }

        var latest = times.Max() - FirstSpikeTime;
        return latest > 0
            ? Array.ConvertAll(times, t => ((t - FirstSpikeTime) * (TimeSteps - FirstSpikeTime - 1) / latest) + FirstSpikeTime)
            : times;
    }

    private int StepOf(double time, int cell, int neurons)
    {
        var step = Math.Round(time, MidpointRounding.ToEven);
        if (step < TimeSteps)
        {
            return (int)step;
        }

        return Bypass
            ? TimeSteps
            : throw new ArgumentException(
                $"The spike of sample {cell / neurons}, neuron {cell % neurons} would stand at step {step}; the code has the steps 0..{TimeSteps - 1}. Set {nameof(Normalize)}, use more steps, or drop such spikes with {nameof(Bypass)}.");
    }

    private void Check()
    {
        var faults = new List<string>();
        void Require(bool holds, string fault) => faults.AddRange(holds ? [] : [fault]);
        Require(TimeSteps >= 1, $"{nameof(TimeSteps)} is {TimeSteps}; permitted: at least 1");
        Require(Threshold is > 0 and < 1, $"{nameof(Threshold)} is {Threshold}; permitted: between 0 and 1 exclusively");
        Require(Tau > 0 && double.IsFinite(Tau), $"{nameof(Tau)} is {Tau}; permitted: above 0");
        Require(FirstSpikeTime >= 0 && FirstSpikeTime < Math.Max(1, TimeSteps), $"{nameof(FirstSpikeTime)} is {FirstSpikeTime}; permitted: 0..{TimeSteps - 1}");
        if (faults.Count > 0)
        {
            throw new ArgumentException($"This latency code cannot be made: {string.Join("; ", faults)}.");
        }
    }
}
