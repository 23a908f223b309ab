using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Circuits;

/// <summary>
/// The membranes of one quadrant. Time advances in stretches that end at the next grid step or the next event, whichever is first;
/// a stretch is eight columns at a time without branches, then a scalar look at the columns that are refractory or near their threshold.
/// Not safe for several threads at once: it owns its buffers. Allocates nothing once they have grown.
/// </summary>
public sealed unsafe class QuadrantKernel
{
    private const int Columns = QuadrantCircuits.Columns;

    // A narrow population leaves the processor waiting for each stretch's chain of operations; a few samples side by side fill the gaps.
    private const int SamplesSideBySide = 4;
    private const int NarrowGroups = 4;

    private readonly QuadrantCircuits _circuits;
    private readonly StepCoefficients _coefficients;
    private readonly MembraneStep _step;
    private readonly SampleRun[] _runs;
    private readonly int _groups;
    private readonly bool _scalar;
    private readonly bool _contiguous;

    /// <param name="circuits">The circuits.</param>
    /// <param name="charges">What events do to them; may be refilled between runs.</param>
    public QuadrantKernel(QuadrantCircuits circuits, ChargeTable charges)
        : this(circuits, charges, scalar: false)
    {
    }

    /// <summary>With <paramref name="scalar"/> the scalar reference of the stretch runs in place of the vector form: the same bits, slowly.</summary>
    internal QuadrantKernel(QuadrantCircuits circuits, ChargeTable charges, bool scalar)
    {
        _circuits = circuits;
        Charges = charges;
        _scalar = scalar;
        _coefficients = new StepCoefficients(circuits);
        _step = new MembraneStep(_coefficients.Saturation, (circuits.Settings.Enabled & Imperfections.MembraneRange) != 0);
        _groups = circuits.UsedColumns / 8;
        _runs = new SampleRun[_groups < NarrowGroups ? SamplesSideBySide : 1];
        for (var k = 0; k < _runs.Length; k++)
        {
            _runs[k] = new SampleRun();
        }

        var recorded = circuits.RecordedColumns;
        _contiguous = recorded.Length > 0 && recorded[^1] - recorded[0] == recorded.Length - 1;
    }

    /// <summary>What events do to the circuits.</summary>
    public ChargeTable Charges { get; set; }

    /// <summary>Runs all samples of a block.</summary>
    public void Run(QuadrantStimulus stimulus, QuadrantRun run, QuadrantResponse response)
    {
        var samples = stimulus.SampleOffsets.Length - 1;
        response.Begin(samples, samples * run.PointCount * _circuits.RecordedColumns.Length);
        var membraneNoise = StreamKey.ForRun(run.Key, run.Serial, NoisePurpose.MembraneNoise);
        var thresholdNoise = StreamKey.ForRun(run.Key, run.Serial, NoisePurpose.ThresholdNoise);
        var update = (uint)run.Key.Update;
        var crossing = new ThresholdCrossing(_circuits, _coefficients, _step, thresholdNoise, update);

        for (var first = 0; first < samples; first += _runs.Length)
        {
            var count = Math.Min(_runs.Length, samples - first);
            for (var k = 0; k < count; k++)
            {
                _runs[k].Start(_circuits, membraneNoise, first + k, (uint)(run.FirstSample + first + k), update, stimulus);
            }

            var busy = true;
            while (busy)
            {
                busy = false;
                for (var k = 0; k < count; k++)
                {
                    busy |= Advance(_runs[k], stimulus, run, response, membraneNoise, crossing);
                }
            }

            for (var k = 0; k < count; k++)
            {
                response.Append(_runs[k].Spikes.AsSpan(0, _runs[k].SpikeCount));
            }
        }
    }

    /// <summary>One stretch of one sample; false once its run is over.</summary>
    private bool Advance(SampleRun sample, QuadrantStimulus stimulus, QuadrantRun run, QuadrantResponse response, StreamKey membraneNoise, in ThresholdCrossing crossing)
    {
        var start = sample.Tick;
        if (start >= run.DurationTicks)
        {
            return false;
        }

        while (sample.NextEvent < sample.LastEvent && stimulus.Ticks[sample.NextEvent] <= start)
        {
            AddCharge(sample.From, stimulus.Events[sample.NextEvent++]);
        }

        var step = start / _coefficients.StepTicks;
        var grid = (step + 1) * _coefficients.StepTicks;
        var end = Math.Min(grid, run.DurationTicks);
        if (sample.NextEvent < sample.LastEvent)
        {
            end = Math.Min(end, stimulus.Ticks[sample.NextEvent]);
        }

        var kicked = end == grid && (_circuits.Settings.Enabled & Imperfections.MembraneNoise) != 0;
        if (kicked && sample.NoiseBlock != step / MembraneNoise.StepsPerBlock)
        {
            sample.NoiseBlock = step / MembraneNoise.StepsPerBlock;
            MembraneNoise.Fill(
                membraneNoise, (uint)sample.NoiseBlock, (uint)(_circuits.Quadrant * Columns), sample.Position, (uint)run.Key.Update, _groups, sample.Noise);
        }

        var inBlock = step % MembraneNoise.StepsPerBlock;
        var near = _scalar
            ? StretchScalar(sample, end - start, kicked, inBlock)
            : Stretch(sample, end - start, kicked, inBlock);
        if (near | (sample.RefractoryCount != 0))
        {
            ResolveColumns(sample, end, kicked, inBlock, crossing);
        }

        SamplePoints(sample, start, end, run, response);
        sample.Tick = end;
        sample.Flip();
        return end < run.DurationTicks;
    }

    private void AddCharge(float* state, int index)
    {
        fixed (float* excitatory = &Charges.Excitatory[index * Columns], inhibitory = &Charges.Inhibitory[index * Columns])
        {
            for (var column = 0; column < _groups * 8; column += 8)
            {
                (Vector256.Load(state + Columns + column) + Vector256.Load(excitatory + column)).Store(state + Columns + column);
                (Vector256.Load(state + (2 * Columns) + column) + Vector256.Load(inhibitory + column)).Store(state + (2 * Columns) + column);
            }
        }
    }

    /// <summary>All columns over one stretch; true where some column comes near its threshold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Stretch(SampleRun sample, int ticks, bool kicked, int inBlock)
    {
        var from = sample.From;
        var to = sample.To;
        var coefficients = _coefficients.Of(ticks);
        var noiseScale = _coefficients.NoiseScale;
        var nearThreshold = _coefficients.NearThreshold;
        var noise = sample.Noise + (8 * (inBlock >> 1));
        var shift = 16 * (inBlock & 1);
        var step = _step;
        var any = 0u;
        fixed (byte* near = sample.Near)
        {
            for (var group = 0; group < _groups; group++)
            {
                var column = 8 * group;
                var excitatory = Vector256.Load(from + Columns + column);
                var inhibitory = Vector256.Load(from + (2 * Columns) + column);
                var membrane = step.Advance(Vector256.Load(from + column), excitatory, inhibitory, coefficients + column);
                if (kicked)
                {
                    var sums = Vector256.ShiftRightLogical(Vector256.Load(noise + (32 * group)), shift) & Vector256.Create(0xFFFFu);
                    var draw = Vector256.ConvertToSingle(sums.AsInt32()) - Vector256.Create(MembraneNoise.TwoByteMean);
                    membrane = Vector256.FusedMultiplyAdd(draw, Vector256.Load(noiseScale + column), membrane);
                }

                membrane = step.Limit(membrane);
                membrane.Store(to + column);
                (excitatory * Vector256.Load(coefficients + StepCoefficients.ExcitatoryDecay + column)).Store(to + Columns + column);
                (inhibitory * Vector256.Load(coefficients + StepCoefficients.InhibitoryDecay + column)).Store(to + (2 * Columns) + column);
                var bits = Vector256.GreaterThan(membrane, Vector256.Load(nearThreshold + column)).ExtractMostSignificantBits();
                near[group] = (byte)bits;
                any |= bits;
            }
        }

        return any != 0;
    }

    /// <summary>The scalar reference of <see cref="Stretch"/>.</summary>
    private bool StretchScalar(SampleRun sample, int ticks, bool kicked, int inBlock)
    {
        var from = sample.From;
        var to = sample.To;
        var coefficients = _coefficients.Of(ticks);
        Array.Clear(sample.Near);
        var any = false;
        for (var column = 0; column < 8 * _groups; column++)
        {
            var excitatory = from[Columns + column];
            var inhibitory = from[(2 * Columns) + column];
            var membrane = _step.Advance(from[column], excitatory, inhibitory, coefficients, column);
            membrane = kicked
                ? _step.Finish(membrane, Draw(sample, column, inBlock), _coefficients.NoiseScale[column])
                : _step.Limit(membrane);
            to[column] = membrane;
            to[Columns + column] = excitatory * coefficients[StepCoefficients.ExcitatoryDecay + column];
            to[(2 * Columns) + column] = inhibitory * coefficients[StepCoefficients.InhibitoryDecay + column];
            if (membrane > _coefficients.NearThreshold[column])
            {
                sample.Near[column >> 3] |= (byte)(1 << (column & 7));
                any = true;
            }
        }

        return any;
    }

    private static float Draw(SampleRun sample, int column, int inBlock)
    {
        var sums = sample.Noise[(32 * (column >> 3)) + (8 * (inBlock >> 1)) + (column & 7)];
        return (int)((sums >> (16 * (inBlock & 1))) & 0xFFFF) - MembraneNoise.TwoByteMean;
    }

    private void ResolveColumns(SampleRun sample, int end, bool kicked, int inBlock, in ThresholdCrossing crossing)
    {
        for (var group = 0; group < _groups; group++)
        {
            var bits = (uint)(sample.Near[group] | sample.Refractory[group]);
            while (bits != 0)
            {
                var column = (8 * group) + System.Numerics.BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                crossing.Resolve(sample, column, end, kicked ? Draw(sample, column, inBlock) : 0);
            }
        }
    }

    private void SamplePoints(SampleRun sample, int start, int end, QuadrantRun run, QuadrantResponse response)
    {
        var ticks = run.PointTicks.AsSpan(sample.Sample * run.PointCount, run.PointCount);
        while (sample.NextPoint < ticks.Length && ticks[sample.NextPoint] < end)
        {
            var weight = Vector256.Create((float)(ticks[sample.NextPoint] - start) / (end - start));
            var from = sample.From;
            var to = sample.To;
            var sampled = sample.Sampled;
            for (var column = 0; column < 8 * _groups; column += 8)
            {
                var first = Vector256.Load(from + column);
                Vector256.FusedMultiplyAdd(weight, Vector256.Load(to + column) - first, first).Store(sampled + column);
            }

            CopyRecorded(sampled, response.Point(((sample.Sample * run.PointCount) + sample.NextPoint) * _circuits.RecordedColumns.Length, _circuits.RecordedColumns.Length));
            sample.NextPoint++;
        }
    }

    private void CopyRecorded(float* sampled, Span<float> target)
    {
        var recorded = _circuits.RecordedColumns;
        if (_contiguous)
        {
            new ReadOnlySpan<float>(sampled + recorded[0], recorded.Length).CopyTo(target);
            return;
        }

        for (var k = 0; k < recorded.Length; k++)
        {
            target[k] = sampled[recorded[k]];
        }
    }
}
