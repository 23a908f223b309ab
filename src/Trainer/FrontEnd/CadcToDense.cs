using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bss2.Messages.Experiment;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// Traces of the column ADC to the dense grid (hxtorch to_dense.cpp and AELIF.post_process). Row k between two samples is interpolated; before the
/// first one the predecessor is a zero one second earlier, so leading rows are nearly the first sample; rows after the last sample hold it.
/// All neurons of a trace share their time stamps, so whole rows are worked out at once. Holds scratch memory: one for each thread.
/// </summary>
public sealed class CadcToDense
{
    private const double AnchorSeconds = -1;

    private AlignedBuffer _samples;
    private AlignedBuffer _row;
    private AlignedBuffer _first;
    private double[] _pointSeconds = [];
    private int[] _pointRows = [];

    /// <summary>Writes the traces of consecutive samples of one population.</summary>
    /// <param name="traces">The batch's traces; those of other populations are passed over. Together they hold each neuron once.</param>
    /// <param name="population">The population.</param>
    /// <param name="firstSample">Sample of the batch that is the target's first.</param>
    /// <param name="grid">The time grid; its steps are the target's.</param>
    /// <param name="processing">Shift, offset and scale.</param>
    /// <param name="target">[time, sample, neuron], model units; all of it is written.</param>
    public void Fill(
        ReadOnlySpan<CadcTrace> traces, Bss2.Messages.Identity.PopulationId population, int firstSample, TimeGrid grid, CadcProcessing processing, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(processing);
        ArgumentNullException.ThrowIfNull(target);
        var neurons = 0;
        foreach (var trace in traces)
        {
            neurons += trace.Population == population ? trace.Neurons.Length : 0;
        }

        if (neurons != target.Neurons)
        {
            throw new ArgumentException($"Traces of population {population.Value} hold {neurons} neurons; the layer has {target.Neurons}, each to be recorded once.", nameof(traces));
        }

        foreach (var trace in traces)
        {
            if (trace.Population == population)
            {
                if (Interpolate(trace, firstSample, grid, processing, target))
                {
                    return;
                }
            }
        }

        Finish(processing, target);
    }

    /// <summary>True where the trace holds all neurons in order, so that offset and scale are applied already.</summary>
    private bool Interpolate(CadcTrace trace, int firstSample, TimeGrid grid, CadcProcessing processing, Tensor target)
    {
        var (points, neurons) = (trace.PointCount, trace.Neurons.Length);
        if (points < 1 || firstSample < 0 || (firstSample + target.Samples) * points > trace.Ticks.Length || trace.Codes.Length != trace.Ticks.Length * neurons)
        {
            throw new ArgumentException(
                $"A trace of population {trace.Population.Value} with {points} points, {trace.Ticks.Length} time stamps and {trace.Codes.Length} codes of {neurons} neurons does not hold samples {firstSample}..{firstSample + target.Samples - 1}.",
                nameof(trace));
        }

        var whole = IsWhole(trace.Neurons, target.Neurons);
        if (!whole)
        {
            ClearPadding(target);
        }

        for (var sample = 0; sample < target.Samples; sample++)
        {
            var ticks = trace.Ticks.AsSpan((firstSample + sample) * points, points);
            var codes = trace.Codes.AsSpan((firstSample + sample) * points * neurons, points * neurons);

            // A vector that starts within the last row may reach beyond it.
            var values = _samples.Span((points * neurons) + Lanes.Count);
            Widen(codes, values);
            InterpolateSample(ticks, values, neurons, grid, processing, target, sample, whole ? default : trace.Neurons);
        }

        return whole;
    }

    private void InterpolateSample(
        ReadOnlySpan<int> ticks, ReadOnlySpan<float> values, int neurons, TimeGrid grid, CadcProcessing processing, Tensor target, int sample, ReadOnlySpan<int> scatter)
    {
        // Times first, one independent of the other: a chain of divisions for each row would cost more than the row.
        Times(ticks, grid);
        var seconds = _pointSeconds.AsSpan(0, ticks.Length);
        var rows = _pointRows.AsSpan(0, ticks.Length);
        var point = 0;
        var all = target.Values;
        var scratch = _row.Span(target.Stride);
        var first = _first.Span(target.Stride);
        processing.Offsets.CopyTo(first);
        for (var k = 0; k < target.TimeSteps; k++)
        {
            var row = Math.Clamp(k + processing.TimeShift, 0, grid.HardwareRows - 1);
            while (point < rows.Length && rows[point] <= row)
            {
                point++;
            }

            var later = values[(Math.Min(point, rows.Length - 1) * neurons)..];
            var earlier = point > 0 ? values[((point - 1) * neurons)..] : default;
            var fraction = point == rows.Length ? 0 : (float)Fraction(row * grid.Dt, point > 0 ? seconds[point - 1] : AnchorSeconds, seconds[point], processing.Interpolation);
            var output = all.Slice(((k * target.Samples) + sample) * target.Stride, target.Stride);
            if (scatter.IsEmpty)
            {
                if (k == 0 && processing.ShiftToFirst)
                {
                    Blend(earlier, later, fraction, first);
                }

                Blend(earlier, later, fraction, first, processing.Scales, output);
                continue;
            }

            Blend(earlier, later, fraction, scratch[..Lanes.Pad(neurons)]);
            for (var n = 0; n < scatter.Length; n++)
            {
                output[scatter[n]] = scratch[n];
            }
        }
    }

    /// <summary>Works out the seconds of each point, and the first row at or after it.</summary>
    private void Times(ReadOnlySpan<int> ticks, TimeGrid grid)
    {
        if (_pointSeconds.Length < ticks.Length)
        {
            (_pointSeconds, _pointRows) = (new double[ticks.Length], new int[ticks.Length]);
        }

        for (var p = 0; p < ticks.Length; p++)
        {
            _pointSeconds[p] = TimeGrid.SecondsOfTick(ticks[p]);
            _pointRows[p] = grid.RowAtOrAfter(_pointSeconds[p]);
        }
    }

    private static double Fraction(double time, double before, double now, CadcInterpolation interpolation) =>
        interpolation == CadcInterpolation.Linear ? (time - before) / (now - before)
        : Math.Abs(time - before) < Math.Abs(time - now) ? 0
        : 1;

    // earlier + (later − earlier) fraction, eight neurons at a time; no earlier values stand for zeros.
    private static void Blend(ReadOnlySpan<float> earlier, ReadOnlySpan<float> later, float fraction, Span<float> output)
    {
        ref var to = ref MemoryMarshal.GetReference(later);
        ref var result = ref MemoryMarshal.GetReference(output);
        var factor = Vector256.Create(fraction);
        if (later.Length < output.Length || (!earlier.IsEmpty && earlier.Length < output.Length))
        {
            throw new ArgumentException($"Rows of {later.Length} and {earlier.Length} values do not fill {output.Length} lanes.");
        }

        if (earlier.IsEmpty)
        {
            for (var n = 0; n < output.Length; n += Lanes.Count)
            {
                (Vector256.LoadUnsafe(ref to, (nuint)n) * factor).StoreUnsafe(ref result, (nuint)n);
            }

            return;
        }

        ref var from = ref MemoryMarshal.GetReference(earlier);
        for (var n = 0; n < output.Length; n += Lanes.Count)
        {
            var start = Vector256.LoadUnsafe(ref from, (nuint)n);
            (start + ((Vector256.LoadUnsafe(ref to, (nuint)n) - start) * factor)).StoreUnsafe(ref result, (nuint)n);
        }
    }

    // The same, with the offset subtracted and the scale applied.
    private static void Blend(ReadOnlySpan<float> earlier, ReadOnlySpan<float> later, float fraction, ReadOnlySpan<float> offsets, ReadOnlySpan<float> scales, Span<float> output)
    {
        if (later.Length < output.Length || (!earlier.IsEmpty && earlier.Length < output.Length) || offsets.Length != output.Length || scales.Length != output.Length)
        {
            throw new ArgumentException($"Rows of {later.Length}, {earlier.Length}, {offsets.Length} and {scales.Length} values do not fill {output.Length} lanes.");
        }

        ref var to = ref MemoryMarshal.GetReference(later);
        ref var from = ref MemoryMarshal.GetReference(earlier);
        ref var offset = ref MemoryMarshal.GetReference(offsets);
        ref var scale = ref MemoryMarshal.GetReference(scales);
        ref var result = ref MemoryMarshal.GetReference(output);
        var factor = Vector256.Create(fraction);
        for (nuint n = 0; n < (nuint)output.Length; n += Lanes.Count)
        {
            var start = earlier.IsEmpty ? Vector256<float>.Zero : Vector256.LoadUnsafe(ref from, n);
            var value = start + ((Vector256.LoadUnsafe(ref to, n) - start) * factor);
            ((value - Vector256.LoadUnsafe(ref offset, n)) * Vector256.LoadUnsafe(ref scale, n)).StoreUnsafe(ref result, n);
        }
    }

    /// <summary>Subtracts the offset (or the first row) and scales, in place.</summary>
    private void Finish(CadcProcessing processing, Tensor target)
    {
        var values = target.Values;
        var row = target.Samples * target.Stride;
        var bases = _first.Span(row);
        if (processing.ShiftToFirst)
        {
            values[..row].CopyTo(bases);
        }
        else
        {
            for (var sample = 0; sample < target.Samples; sample++)
            {
                processing.Offsets.CopyTo(bases[(sample * target.Stride)..]);
            }
        }

        ref var value = ref MemoryMarshal.GetReference(values);
        ref var offset = ref MemoryMarshal.GetReference(bases);
        ref var scale = ref MemoryMarshal.GetReference(processing.Scales);
        for (var r = 0; r < target.TimeSteps * target.Samples; r++)
        {
            var sample = r % target.Samples * target.Stride;
            for (var n = 0; n < target.Stride; n += Lanes.Count)
            {
                var at = (nuint)((r * target.Stride) + n);
                var shifted = Vector256.LoadUnsafe(ref value, at) - Vector256.LoadUnsafe(ref offset, (nuint)(sample + n));
                (shifted * Vector256.LoadUnsafe(ref scale, (nuint)n)).StoreUnsafe(ref value, at);
            }
        }
    }

    private static void Widen(ReadOnlySpan<sbyte> codes, Span<float> values)
    {
        ref var code = ref MemoryMarshal.GetReference(codes);
        ref var value = ref MemoryMarshal.GetReference(values[..codes.Length]);
        var k = 0;
        for (; k + (2 * Lanes.Count) <= codes.Length; k += 2 * Lanes.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref code, (nuint)k));
            Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low))).StoreUnsafe(ref value, (nuint)k);
            Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(high), Vector128.WidenUpper(high))).StoreUnsafe(ref value, (nuint)(k + Lanes.Count));
        }

        for (; k < codes.Length; k++)
        {
            values[k] = codes[k];
        }

        // Finite numbers beyond the end: they reach padding lanes, which are scaled to zero.
        values[codes.Length..].Clear();
    }

    private static bool IsWhole(ReadOnlySpan<int> neurons, int size)
    {
        for (var n = 0; n < neurons.Length; n++)
        {
            if (neurons[n] != n)
            {
                return false;
            }
        }

        return neurons.Length == size;
    }

    private static void ClearPadding(Tensor target)
    {
        var values = target.Values;
        for (var start = 0; start < values.Length; start += target.Stride)
        {
            values.Slice(start + target.Neurons, target.Stride - target.Neurons).Clear();
        }
    }
}
