using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Units;

namespace Bss2.Chip.Circuits;

/// <summary>
/// The scalar part of a stretch for a column that is refractory or near its threshold: clamp, hold-off, crossing, spike, in the order of time.
/// Within a stretch no event arrives, so the membrane is smooth: where it is nearly straight a crossing is interpolated, and a peak between its ends
/// is found with the slope at the start; where it may bend, the exact solution is searched.
/// </summary>
internal readonly unsafe struct ThresholdCrossing(
    QuadrantCircuits circuits, StepCoefficients coefficients, MembraneStep step, StreamKey thresholdNoise, uint update)
{
    private const int Columns = QuadrantCircuits.Columns;
    private const float MicrosecondsPerTick = 1f / HardwareTicks.PerMicrosecond;

    /// <summary>Carries one column through a stretch.</summary>
    /// <param name="run">State; the end state of the column is overwritten.</param>
    /// <param name="column">0..127.</param>
    /// <param name="start">Start of the stretch, tick.</param>
    /// <param name="end">End of the stretch, tick.</param>
    /// <param name="draw">Noise kick at the end, in units of the sum of two bytes; 0 within a step.</param>
    public void Resolve(SampleRun run, int column, int start, int end, float draw)
    {
        var now = start;
        var membrane = run.From[column];
        var reset = (float)circuits.Reset[column];
        while (now < end)
        {
            if (run.IsRefractory(column) && now < run.ClampUntil[column])
            {
                var until = Math.Min(end, run.ClampUntil[column]);
                membrane = MathF.FusedMultiplyAdd(membrane - reset, coefficients.Clamp(until - now), reset);
                now = until;
                continue;
            }

            var (crossing, threshold, last) = Free(run, column, now, start, end, membrane, draw);
            if (crossing < 0)
            {
                membrane = last;
                break;
            }

            run.AddSpike(column, crossing);
            membrane = threshold;
            now = crossing;
        }

        run.To[column] = membrane;
    }

    /// <summary>The free membrane from now to the end: tick of a crossing or −1, the threshold that was in force, and the membrane at the end.</summary>
    private (int Crossing, float Threshold, float Last) Free(SampleRun run, int column, int now, int start, int end, float membrane, float draw)
    {
        var excitatory = run.From[Columns + column];
        var inhibitory = run.From[(2 * Columns) + column];
        float last;
        if (now == start && !run.IsRefractory(column))
        {
            // The vector form has carried this column already, bit by bit the same.
            last = run.To[column];
        }
        else
        {
            if (now > start)
            {
                var elapsed = coefficients.Of(now - start);
                excitatory *= elapsed[StepCoefficients.ExcitatoryDecay + column];
                inhibitory *= elapsed[StepCoefficients.InhibitoryDecay + column];
            }

            var rest = coefficients.Of(end - now);
            last = step.Finish(step.Advance(membrane, excitatory, inhibitory, rest, column), draw, rest[StepCoefficients.NoiseScale + column]);
        }

        var armed = run.IsRefractory(column) ? Math.Max(now, run.RefractoryUntil[column]) : now;
        if (armed >= end)
        {
            return (-1, 0, last);
        }

        var threshold = Threshold(run, column, start);
        if (coefficients.IsCurved(column))
        {
            var free = new FreeStretch(column, now, end, membrane, excitatory, inhibitory, last);
            return (Search(free, armed, threshold), threshold, last);
        }

        var length = end - now;
        var first = membrane + ((last - membrane) * (armed - now) / length);
        if (first > threshold)
        {
            return (armed, first, last);
        }

        if (last > threshold)
        {
            var crossing = armed + (int)MathF.Round((threshold - first) / (last - first) * (end - armed));
            return (Math.Min(crossing, end), threshold, last);
        }

        if (threshold - Math.Max(first, last) > CircuitConstants.StraightLsb)
        {
            return (-1, 0, last);
        }

        var peak = Peak(column, membrane, last, excitatory, inhibitory, length, threshold);
        return peak >= 0 && now + peak >= armed && now + peak < end ? (now + peak, threshold, last) : (-1, 0, last);
    }

    /// <summary>First tick above threshold on the exact solution, or −1: looked for every 24 ns, then halved down to a tick.</summary>
    private int Search(FreeStretch free, int armed, float threshold)
    {
        const int Stride = 6;
        var below = armed;
        for (var above = armed; ; above = Math.Min(above + Stride, free.End))
        {
            if (At(free, above) > threshold)
            {
                while (above - below > 1)
                {
                    var middle = (above + below) / 2;
                    (below, above) = At(free, middle) > threshold ? (below, middle) : (middle, above);
                }

                return above;
            }

            if (above == free.End)
            {
                return -1;
            }

            below = above;
        }
    }

    private float At(FreeStretch free, int tick) => tick == free.Start ? free.First
        : tick == free.End ? free.Last
        : step.Limit(step.Advance(free.First, free.Excitatory, free.Inhibitory, coefficients.Of(tick - free.Start), free.Column));

    /// <summary>Ticks to the first crossing of a parabola through both ends with the slope at the start, or −1.</summary>
    private int Peak(int column, float first, float last, float excitatory, float inhibitory, int length, float threshold)
    {
        var (drive, pull) = step.Drive(first, excitatory, inhibitory, coefficients.Of(length)[StepCoefficients.InverseSaturation + column]);
        var slope = (float)(((circuits.Leak[column] - first) / circuits.MembraneTimeConstant[column]) + (coefficients.Saturation[column] * (drive - pull)));
        var time = length * MicrosecondsPerTick;
        var curvature = (last - first - (slope * time)) / (time * time);
        if (slope <= 0 || curvature >= 0)
        {
            return -1;
        }

        var discriminant = (slope * slope) - (4 * curvature * (first - threshold));
        if (discriminant < 0)
        {
            return -1;
        }

        var root = 2 * (threshold - first) / (slope + MathF.Sqrt(discriminant));
        return root <= time ? (int)MathF.Round(root / MicrosecondsPerTick) : -1;
    }

    private float Threshold(SampleRun run, int column, int tick)
    {
        var threshold = (float)circuits.Threshold[column];
        if ((circuits.Settings.Enabled & Imperfections.ThresholdNoise) == 0)
        {
            return threshold;
        }

        var deviate = MembraneNoise.Threshold(
            thresholdNoise, (uint)(tick / CircuitConstants.ThresholdNoiseTicks), (uint)((circuits.Quadrant * Columns) + column), run.Position, update);
        return MathF.FusedMultiplyAdd((float)CircuitConstants.ThresholdNoiseLsb, deviate, threshold);
    }

    /// <summary>A column without clamp from one tick to another: its membrane at both, its lines at the first.</summary>
    private readonly record struct FreeStretch(int Column, int Start, int End, float First, float Excitatory, float Inhibitory, float Last);
}
