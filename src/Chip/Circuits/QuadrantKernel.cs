using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Circuits;

/// <summary>
/// The membranes of one quadrant. Time advances in stretches that end at the next grid step, event or membrane sample, whichever is first;
/// a stretch is eight columns at a time without branches, then a scalar look at the columns that are refractory or near their threshold.
/// Not safe for several threads at once: it owns its buffers. Allocates nothing once they have grown.
/// </summary>
public sealed unsafe class QuadrantKernel
{
    private const int Columns = QuadrantCircuits.Columns;

    private readonly QuadrantCircuits _circuits;
    private readonly StepCoefficients _coefficients;
    private readonly MembraneStep _step;
    private readonly SampleRun _sample;
    private readonly MadcSampler? _madc;
    private readonly int _groups;
    private readonly bool _scalar;
    private readonly bool _contiguous;
    private readonly bool _noisy;

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
        _step = new MembraneStep((circuits.Settings.Enabled & Imperfections.MembraneRange) != 0);
        _noisy = (circuits.Settings.Enabled & Imperfections.MembraneNoise) != 0;
        _groups = circuits.UsedColumns / 8;
        _sample = new SampleRun(circuits, _coefficients);
        _madc = circuits.MadcColumns.Length > 0 ? new MadcSampler(circuits, _coefficients, _step) : null;

        var recorded = circuits.RecordedColumns;
        _contiguous = recorded.Length > 0 && recorded[^1] - recorded[0] == recorded.Length - 1;
    }

    /// <summary>What events do to the circuits.</summary>
    public ChargeTable Charges { get; set; }

    /// <summary>Runs all samples of a block.</summary>
    public void Run(QuadrantStimulus stimulus, QuadrantRun run, QuadrantResponse response)
    {
        var samples = stimulus.SampleOffsets.Length - 1;
        response.Begin(samples, samples * run.PointCount * _circuits.RecordedColumns.Length, run.MadcCycles.Length);
        var membraneNoise = StreamKey.ForRun(run.Key, run.Serial, NoisePurpose.MembraneNoise);
        var thresholdNoise = StreamKey.ForRun(run.Key, run.Serial, NoisePurpose.ThresholdNoise);
        var update = (uint)run.Key.Update;
        var crossing = new ThresholdCrossing(_circuits, _coefficients, _step, thresholdNoise, update);

        for (var sample = 0; sample < samples; sample++)
        {
            _sample.Start(membraneNoise, (uint)(run.FirstSample + sample), update);
            LimitStart(_sample.From);
            _madc?.Start(sample, samples, run.MadcCycles, response.MadcLsb);
            RunSample(sample, stimulus, run, response, crossing);
            response.Append(_sample.Spikes.AsSpan(0, _sample.SpikeCount));
        }
    }

    private void RunSample(int index, QuadrantStimulus stimulus, QuadrantRun run, QuadrantResponse response, in ThresholdCrossing crossing)
    {
        var sample = _sample;
        var stepTicks = _coefficients.StepTicks;
        var events = stimulus.Ticks.AsSpan(0, stimulus.SampleOffsets[index + 1]);
        var nextEvent = stimulus.SampleOffsets[index];
        var points = run.PointTicks.AsSpan(index * run.PointCount, run.PointCount);
        var nextPoint = 0;
        var cuts = run.CutTicks is null ? points : run.CutTicks.AsSpan(index * run.CutCount, run.CutCount);
        var nextCut = 0;
        var tick = 0;
        var grid = stepTicks;
        var step = 0u;
        while (tick < run.DurationTicks)
        {
            for (; nextEvent < events.Length && events[nextEvent] <= tick; nextEvent++)
            {
                AddCharge(sample.From, stimulus.Events[nextEvent]);
                sample.Driven = true;
            }

            for (; nextPoint < points.Length && points[nextPoint] <= tick; nextPoint++)
            {
                CopyRecorded(sample.From, response.Point(
                    ((index * run.PointCount) + nextPoint) * _circuits.RecordedColumns.Length, _circuits.RecordedColumns.Length));
            }

            while (nextCut < cuts.Length && cuts[nextCut] <= tick)
            {
                nextCut++;
            }

            var end = Math.Min(grid, run.DurationTicks);
            if (nextEvent < events.Length && events[nextEvent] < end)
            {
                end = events[nextEvent];
            }

            if (nextCut < cuts.Length && cuts[nextCut] < end)
            {
                end = cuts[nextCut];
            }

            var whole = end - tick == stepTicks;
            var inBlock = step % MembraneNoise.StepsPerBlock;
            var kicked = end == grid && _noisy;
            if (kicked && inBlock == 0)
            {
                sample.FillNoise(step / MembraneNoise.StepsPerBlock);
            }

            var coefficients = whole ? sample.WholeStep : _coefficients.Of(end - tick);
            var noise = kicked ? sample.Noise + (Columns * inBlock) : null;
            var near = _scalar ? StretchScalar(sample, coefficients, noise)
                : sample.Driven ? Stretch(sample, coefficients, noise)
                : StretchUndriven(sample, coefficients, noise);
            var spikes = sample.SpikeCount;
            if (near || (whole ? sample.NextRelease <= end : sample.NextRelease != int.MaxValue))
            {
                ResolveColumns(sample, tick, end, coefficients, noise, crossing);
            }

            _madc?.Sample(sample, tick, end, spikes);
            tick = end;
            sample.Flip();
            if (end == grid)
            {
                grid += stepTicks;
                step++;
            }
        }
    }

    /// <summary>A constant current may rest a membrane beyond its range.</summary>
    private void LimitStart(float* membrane)
    {
        for (var column = 0; column < 8 * _groups; column++)
        {
            membrane[column] = _step.Limit(membrane[column]);
        }
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
    private bool Stretch(SampleRun sample, float* coefficients, float* noise)
    {
        var from = sample.From;
        var to = sample.To;
        var lanes = _step.Lanes;
        var columns = (nint)(8 * _groups);
        var near = Vector256<float>.Zero;
        for (nint column = 0; column < columns; column += 8)
        {
            var excitatory = Vector256.Load(from + Columns + column);
            var inhibitory = Vector256.Load(from + (2 * Columns) + column);
            var membrane = MembraneStep.Advance(Vector256.Load(from + column), excitatory, inhibitory, coefficients + column, lanes);
            if (noise != null)
            {
                membrane = Vector256.FusedMultiplyAdd(Vector256.Load(noise + column), Vector256.Load(coefficients + StepCoefficients.NoiseScale + column), membrane);
            }

            membrane = MembraneStep.Limit(membrane, lanes);
            membrane.Store(to + column);
            (excitatory * Vector256.Load(coefficients + StepCoefficients.ExcitatoryDecay + column)).Store(to + Columns + column);
            (inhibitory * Vector256.Load(coefficients + StepCoefficients.InhibitoryDecay + column)).Store(to + (2 * Columns) + column);
            near |= Vector256.GreaterThan(membrane, Vector256.Load(coefficients + StepCoefficients.NearThreshold + column));
        }

        return near.ExtractMostSignificantBits() != 0;
    }

    /// <summary>The same before the first event: the lines stay as they are, exact zeros at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool StretchUndriven(SampleRun sample, float* coefficients, float* noise)
    {
        var from = sample.From;
        var to = sample.To;
        var lanes = _step.Lanes;
        var columns = (nint)(8 * _groups);
        var near = Vector256<float>.Zero;
        for (nint column = 0; column < columns; column += 8)
        {
            var membrane = MembraneStep.AdvanceUndriven(Vector256.Load(from + column), coefficients + column);
            if (noise != null)
            {
                membrane = Vector256.FusedMultiplyAdd(Vector256.Load(noise + column), Vector256.Load(coefficients + StepCoefficients.NoiseScale + column), membrane);
            }

            membrane = MembraneStep.Limit(membrane, lanes);
            membrane.Store(to + column);
            near |= Vector256.GreaterThan(membrane, Vector256.Load(coefficients + StepCoefficients.NearThreshold + column));
        }

        return near.ExtractMostSignificantBits() != 0;
    }

    /// <summary>The scalar reference of the two forms above.</summary>
    private bool StretchScalar(SampleRun sample, float* coefficients, float* noise)
    {
        var from = sample.From;
        var to = sample.To;
        var near = false;
        for (var column = 0; column < 8 * _groups; column++)
        {
            var excitatory = from[Columns + column];
            var inhibitory = from[(2 * Columns) + column];
            var membrane = _step.Advance(from[column], excitatory, inhibitory, coefficients, column);
            membrane = noise != null
                ? _step.Finish(membrane, noise[column], coefficients[StepCoefficients.NoiseScale + column])
                : _step.Limit(membrane);
            to[column] = membrane;
            to[Columns + column] = excitatory * coefficients[StepCoefficients.ExcitatoryDecay + column];
            to[(2 * Columns) + column] = inhibitory * coefficients[StepCoefficients.InhibitoryDecay + column];
            near |= membrane > coefficients[StepCoefficients.NearThreshold + column];
        }

        return near;
    }

    private void ResolveColumns(SampleRun sample, int start, int end, float* coefficients, float* noise, in ThresholdCrossing crossing)
    {
        // The coefficients of a whole step already hold a clamp that lasts beyond it.
        var whole = end - start == _coefficients.StepTicks;
        var released = sample.NextRelease <= end;
        var spikes = sample.SpikeCount;
        for (var word = 0; word < sample.Refractory.Length; word++)
        {
            var near = Near(sample.To, coefficients, word);
            for (var bits = released || !whole ? near | sample.Refractory[word] : near; bits != 0; bits &= bits - 1)
            {
                var bit = BitOperations.TrailingZeroCount(bits);
                var column = (64 * word) + bit;
                if (!whole || (near & (1UL << bit)) != 0 || sample.ClampUntil[column] < end)
                {
                    crossing.Resolve(sample, column, start, end, noise != null ? noise[column] : 0);
                }
            }
        }

        if (released || sample.SpikeCount != spikes)
        {
            sample.Settle(end);
        }
    }

    /// <summary>A bit for each of 64 columns that ended a stretch near its threshold.</summary>
    private ulong Near(float* membrane, float* coefficients, int word)
    {
        var near = 0UL;
        for (var column = 64 * word; column < Math.Min(8 * _groups, 64 * (word + 1)); column += 8)
        {
            ulong bits = Vector256.GreaterThan(Vector256.Load(membrane + column), Vector256.Load(coefficients + StepCoefficients.NearThreshold + column))
                .ExtractMostSignificantBits();
            near |= bits << column;
        }

        return near;
    }

    private void CopyRecorded(float* membrane, Span<float> target)
    {
        var recorded = _circuits.RecordedColumns;
        if (_contiguous)
        {
            new ReadOnlySpan<float>(membrane + recorded[0], recorded.Length).CopyTo(target);
            return;
        }

        for (var k = 0; k < recorded.Length; k++)
        {
            target[k] = membrane[recorded[k]];
        }
    }
}
