using Bss2.Chip.Randomness;
using Bss2.Messages.Units;

namespace Bss2.Chip.Circuits;

/// <summary>
/// Membranes of one or two columns at the times of the membrane ADC. It looks on: stretches do not end at its times, so sampling changes no other number.
/// After a stretch it goes through the same solution once more, from the state at its start: free as in <see cref="MembraneStep"/>, from a spike on in the reset
/// clamp. What the noise adds at the end of the stretch belongs to the next, as for the column ADC.
/// </summary>
/// <remarks>A spike's clamp starts from the free membrane at its tick, which the threshold noise and an interpolated crossing leave up to a few tenths of an LSB from the threshold in force.</remarks>
internal sealed unsafe class MadcSampler
{
    private const int Columns = QuadrantCircuits.Columns;
    private const int CyclesPerTick = MadcSchedule.CyclesPerTick;

    private readonly QuadrantCircuits _circuits;
    private readonly MembraneStep _step;
    private readonly float[] _inverseSaturation;
    private readonly Row[][] _rows;
    private readonly int[] _next;
    private readonly int[] _clampUntil;
    private int _points;
    private int _first;
    private int[] _cycles = [];
    private float[] _membranes = [];

    public MadcSampler(QuadrantCircuits circuits, StepCoefficients coefficients, MembraneStep step)
    {
        _circuits = circuits;
        _step = step;
        var count = circuits.MadcColumns.Length;
        (_rows, _next, _clampUntil, _inverseSaturation) = (new Row[count][], new int[count], new int[count], new float[count]);
        for (var k = 0; k < count; k++)
        {
            var column = circuits.MadcColumns[k];
            _rows[k] = [.. Enumerable.Range(0, (CyclesPerTick * coefficients.StepTicks) + 1).Select(c => RowOf(circuits, coefficients, column, c))];
            _inverseSaturation[k] = (float)(1 / coefficients.Saturation[column]);
        }
    }

    /// <summary>Starts a run.</summary>
    /// <param name="sample">Index within the block.</param>
    /// <param name="samples">Samples of the block.</param>
    /// <param name="cycles">[sample, sampled column, point], times.</param>
    /// <param name="membranes">Result, likewise.</param>
    public void Start(int sample, int samples, int[] cycles, float[] membranes)
    {
        _points = cycles.Length / (samples * _next.Length);
        _first = sample * _points * _next.Length;
        (_cycles, _membranes) = (cycles, membranes);
        Array.Clear(_next);
        Array.Clear(_clampUntil);
    }

    /// <summary>Takes the samples that fall into [start, end).</summary>
    /// <param name="run">State at the start, and spikes until the end, of the stretch.</param>
    /// <param name="start">Start of the stretch, tick.</param>
    /// <param name="end">End of the stretch, tick.</param>
    /// <param name="firstSpike">Spikes of the run before the stretch.</param>
    public void Sample(SampleRun run, int start, int end, int firstSpike)
    {
        for (var k = 0; k < _next.Length; k++)
        {
            Sample(k, run, start, end, firstSpike);
        }
    }

    private void Sample(int k, SampleRun run, int start, int end, int spike)
    {
        var column = _circuits.MadcColumns[k];
        var membrane = run.From[column];
        for (var now = start; now < end;)
        {
            // Nothing fires in the clamp; free, the part ends at the column's next spike.
            var clamped = now < _clampUntil[k];
            var fires = !clamped && FindSpike(run, column, ref spike);
            var until = clamped ? Math.Min(end, _clampUntil[k]) : fires ? (int)(run.Spikes[spike] >> 8) : end;
            var part = clamped ? new Part(membrane, true, 0, 0) : Free(k, run, column, membrane, now - start);
            Take(k, part, now, until);
            membrane = At(k, part, CyclesPerTick * (until - now));
            now = until;
            if (fires)
            {
                _clampUntil[k] = now + _circuits.ClampTicks[column];
                spike++;
            }
        }
    }

    /// <summary>Moves to the next spike of a column; false where there is none.</summary>
    private static bool FindSpike(SampleRun run, int column, ref int spike)
    {
        while (spike < run.SpikeCount && (byte)run.Spikes[spike] != column)
        {
            spike++;
        }

        return spike < run.SpikeCount;
    }

    private Part Free(int k, SampleRun run, int column, float membrane, int elapsedTicks)
    {
        ref readonly var elapsed = ref _rows[k][CyclesPerTick * elapsedTicks];
        var excitatory = run.From[Columns + column] * elapsed.ExcitatoryDecay;
        var inhibitory = run.From[(2 * Columns) + column] * elapsed.InhibitoryDecay;
        var (drive, pull) = _step.Drive(membrane, excitatory, inhibitory, _inverseSaturation[k]);
        return new Part(membrane, false, drive, pull);
    }

    private void Take(int k, Part part, int from, int until)
    {
        var first = _first + (k * _points);
        for (; _next[k] < _points && _cycles[first + _next[k]] < CyclesPerTick * until; _next[k]++)
        {
            _membranes[first + _next[k]] = At(k, part, _cycles[first + _next[k]] - (CyclesPerTick * from));
        }
    }

    private float At(int k, Part part, int cycles)
    {
        ref readonly var row = ref _rows[k][cycles];
        if (part.IsClamped)
        {
            var reset = (float)_circuits.Reset[_circuits.MadcColumns[k]];
            return MathF.FusedMultiplyAdd(part.Membrane - reset, row.Clamp, reset);
        }

        var membrane = MathF.FusedMultiplyAdd(part.Membrane, row.Decay, row.Pull);
        membrane = MathF.FusedMultiplyAdd(part.Drive, row.ExcitatoryGain, membrane);
        return _step.Limit(MathF.FusedMultiplyAdd(part.Pull, row.InhibitoryGain, membrane));
    }

    private static Row RowOf(QuadrantCircuits circuits, StepCoefficients coefficients, int column, int cycles)
    {
        var time = (double)cycles / (CyclesPerTick * HardwareTicks.PerMicrosecond);
        var (membrane, excitatory, inhibitory) =
            (circuits.MembraneTimeConstant[column], circuits.ExcitatoryTimeConstant[column], circuits.InhibitoryTimeConstant[column]);
        var decay = PortableMath.Exp(-time / membrane);
        return new Row(
            (float)decay,
            (float)(circuits.Leak[column] * (1 - decay)),
            (float)PortableMath.Exp(-time / excitatory),
            (float)PortableMath.Exp(-time / inhibitory),
            (float)(coefficients.Saturation[column] * StepCoefficients.Response(time, membrane, excitatory)),
            (float)(-coefficients.Saturation[column] * StepCoefficients.Response(time, membrane, inhibitory)),
            (float)PortableMath.Exp(-time / CircuitConstants.ClampTimeConstantMicroseconds));
    }

    /// <summary>A part of a stretch without spike or release: the membrane at its start and the currents that drive it.</summary>
    private readonly record struct Part(float Membrane, bool IsClamped, float Drive, float Pull);

    /// <summary>Coefficients of <see cref="StepCoefficients"/> for one column and a number of cycles.</summary>
    private readonly record struct Row(
        float Decay, float Pull, float ExcitatoryDecay, float InhibitoryDecay, float ExcitatoryGain, float InhibitoryGain, float Clamp);
}
