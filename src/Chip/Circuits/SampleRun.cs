using System.Numerics;
using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Circuits;

/// <summary>One sample on its way through a quadrant: state of the columns at both ends of the stretch in hand, and the spikes so far.</summary>
internal sealed unsafe class SampleRun
{
    private const int Columns = QuadrantCircuits.Columns;
    private const int State = 3 * Columns;

    private readonly AlignedFloats _state = new(2 * State);
    private readonly MembraneNoise _noise;
    private readonly AlignedFloats _wholeStep = new(StepCoefficients.Stride);
    private readonly StepCoefficients _coefficients;
    private readonly QuadrantCircuits _circuits;

    public SampleRun(QuadrantCircuits circuits, StepCoefficients coefficients)
    {
        _circuits = circuits;
        _coefficients = coefficients;
        _noise = new MembraneNoise((uint)(circuits.Quadrant * Columns), circuits.UsedColumns / 8);
        new ReadOnlySpan<float>(coefficients.Of(coefficients.StepTicks), StepCoefficients.Stride).CopyTo(_wholeStep.Span);
    }

    /// <summary>Position of the sample in its batch.</summary>
    public uint Position { get; private set; }

    /// <summary>Membrane, excitatory and inhibitory line at the start of the stretch, [array][column].</summary>
    public float* From { get; private set; }

    /// <summary>The same at its end.</summary>
    public float* To { get; private set; }

    /// <summary>Draws of eight steps, [step][column], in units of the sum of two bytes.</summary>
    public float* Noise => _noise.Draws;

    /// <summary>
    /// Coefficients of a whole step as they are for the columns now: a column in the reset clamp has those of the clamp, and one that is
    /// refractory an infinite threshold. So whole steps need no look at refractory columns until their release.
    /// </summary>
    public float* WholeStep => _wholeStep.Pointer;

    /// <summary>A bit for each column that is refractory.</summary>
    public ulong[] Refractory { get; } = new ulong[Columns / 64];

    /// <summary>Whether an event has arrived; without one the lines hold exact zeros.</summary>
    public bool Driven { get; set; }

    /// <summary>[column], tick of the end of the reset clamp.</summary>
    public int[] ClampUntil { get; } = new int[Columns];

    /// <summary>[column], tick of the end of the refractory time.</summary>
    public int[] RefractoryUntil { get; } = new int[Columns];

    /// <summary>First tick at which a clamp or a refractory time ends; the largest integer where there is none.</summary>
    public int NextRelease { get; private set; }

    public int SpikeCount { get; private set; }

    /// <summary>[spikes], tick in the upper bits and column in the lower 8, so that sorting gives the order of spikes.</summary>
    public long[] Spikes { get; private set; } = new long[64];

    /// <summary>Rest, before the first event.</summary>
    public void Start(StreamKey membraneNoise, uint position, uint update)
    {
        Position = position;
        SpikeCount = 0;
        From = _state.Pointer;
        To = _state.Pointer + State;
        for (var word = 0; word < Refractory.Length; word++)
        {
            for (var bits = Refractory[word]; bits != 0; bits &= bits - 1)
            {
                Free((64 * word) + BitOperations.TrailingZeroCount(bits));
            }

            Refractory[word] = 0;
        }

        Driven = false;
        NextRelease = int.MaxValue;
        new Span<float>(From + Columns, 2 * Columns).Clear();
        new Span<float>(To + Columns, 2 * Columns).Clear();
        for (var column = 0; column < _circuits.UsedColumns; column++)
        {
            From[column] = (float)_circuits.Leak[column];
        }

        if ((_circuits.Settings.Enabled & Imperfections.MembraneNoise) != 0)
        {
            _noise.Begin(membraneNoise, position, update);
            _noise.AddStationary(From);
        }
    }

    /// <summary>Draws the noise of the next eight steps.</summary>
    public void FillNoise(uint block) => _noise.Fill(block);

    /// <summary>The end of a stretch becomes the start of the next.</summary>
    public void Flip()
    {
        var start = From;
        From = To;
        To = start;
    }

    public bool IsRefractory(int column) => (Refractory[column >> 6] & (1UL << column)) != 0;

    /// <summary>A spike at <paramref name="tick"/>: the clamp and the refractory time begin.</summary>
    public void AddSpike(int column, int tick)
    {
        if (SpikeCount == Spikes.Length)
        {
            var longer = new long[2 * Spikes.Length];
            Spikes.AsSpan().CopyTo(longer);
            Spikes = longer;
        }

        Spikes[SpikeCount++] = ((long)tick << 8) | (uint)column;
        Refractory[column >> 6] |= 1UL << column;
        ClampUntil[column] = tick + _circuits.ClampTicks[column];
        RefractoryUntil[column] = tick + _circuits.RefractoryTicks[column];
    }

    /// <summary>Brings the coefficients of the refractory columns and the next release up to date at the end of a stretch.</summary>
    public void Settle(int now)
    {
        NextRelease = int.MaxValue;
        for (var word = 0; word < Refractory.Length; word++)
        {
            for (var bits = Refractory[word]; bits != 0; bits &= bits - 1)
            {
                NextRelease = Math.Min(NextRelease, Settle((64 * word) + BitOperations.TrailingZeroCount(bits), now));
            }
        }
    }

    /// <summary>Tick of the next change of one refractory column.</summary>
    private int Settle(int column, int now)
    {
        if (now < ClampUntil[column])
        {
            Clamp(column);
            return ClampUntil[column];
        }

        Free(column);
        if (now < RefractoryUntil[column])
        {
            _wholeStep.Pointer[StepCoefficients.NearThreshold + column] = float.PositiveInfinity;
            return RefractoryUntil[column];
        }

        Refractory[column >> 6] &= ~(1UL << column);
        return int.MaxValue;
    }

    private void Clamp(int column)
    {
        var step = _wholeStep.Pointer;
        var decay = _coefficients.Clamp(_coefficients.StepTicks);
        step[StepCoefficients.Decay + column] = decay;
        step[StepCoefficients.Pull + column] = (float)_circuits.Reset[column] * (1 - decay);
        step[StepCoefficients.ExcitatoryGain + column] = 0;
        step[StepCoefficients.InhibitoryGain + column] = 0;
        step[StepCoefficients.NoiseScale + column] = 0;
        step[StepCoefficients.NearThreshold + column] = float.PositiveInfinity;
    }

    private void Free(int column)
    {
        var free = _coefficients.Of(_coefficients.StepTicks);
        for (var array = 0; array < StepCoefficients.Stride; array += Columns)
        {
            _wholeStep.Pointer[array + column] = free[array + column];
        }
    }
}
