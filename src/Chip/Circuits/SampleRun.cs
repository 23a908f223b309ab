using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Circuits;

/// <summary>One sample on its way through a quadrant: state of the columns at the current tick, buffers for what comes out.</summary>
internal sealed unsafe class SampleRun
{
    private const int Columns = QuadrantCircuits.Columns;
    private const int State = 3 * Columns;

    private readonly AlignedFloats _state = new(2 * State);
    private readonly AlignedFloats _noise = new(Columns * 4);
    private readonly AlignedFloats _sampled = new(Columns);
    private bool _flipped;

    /// <summary>Position of the sample in its batch.</summary>
    public uint Position { get; set; }

    /// <summary>Index of the sample in its block.</summary>
    public int Sample { get; set; }

    /// <summary>Now, in 4 ns ticks.</summary>
    public int Tick { get; set; }

    /// <summary>Next event of the stimulus.</summary>
    public int NextEvent { get; set; }

    /// <summary>End of the sample's events in the stimulus.</summary>
    public int LastEvent { get; set; }

    /// <summary>Next membrane sample.</summary>
    public int NextPoint { get; set; }

    /// <summary>Number of the noise block in the buffer; −1 for none.</summary>
    public int NoiseBlock { get; set; }

    /// <summary>[group], a bit for each column that is refractory.</summary>
    public byte[] Refractory { get; } = new byte[Columns / 8];

    /// <summary>[group], a bit for each column near its threshold after the stretch in hand.</summary>
    public byte[] Near { get; } = new byte[Columns / 8];

    /// <summary>Number of refractory columns.</summary>
    public int RefractoryCount { get; set; }

    /// <summary>[column], tick of the end of the reset clamp.</summary>
    public int[] ClampUntil { get; } = new int[Columns];

    /// <summary>[column], tick of the end of the refractory time.</summary>
    public int[] RefractoryUntil { get; } = new int[Columns];

    public int SpikeCount { get; private set; }

    /// <summary>[spikes], tick in the upper bits and column in the lower 8, so that sorting gives the order of spikes.</summary>
    public long[] Spikes { get; private set; } = new long[64];

    /// <summary>Membrane, excitatory and inhibitory line at the start of the stretch, [array][column].</summary>
    public float* From => _state.Pointer + (_flipped ? State : 0);

    /// <summary>The same at its end.</summary>
    public float* To => _state.Pointer + (_flipped ? 0 : State);

    /// <summary>Sums of bytes, [group][word][lane].</summary>
    public uint* Noise => (uint*)_noise.Pointer;

    /// <summary>Interpolated membranes, [column].</summary>
    public float* Sampled => _sampled.Pointer;

    /// <summary>The end of a stretch becomes the start of the next.</summary>
    public void Flip() => _flipped = !_flipped;

    /// <summary>Rest, before the first event.</summary>
    public void Start(QuadrantCircuits circuits, StreamKey membraneNoise, int sample, uint position, uint update, QuadrantStimulus stimulus)
    {
        Sample = sample;
        Position = position;
        Tick = 0;
        NextEvent = stimulus.SampleOffsets[sample];
        LastEvent = stimulus.SampleOffsets[sample + 1];
        NextPoint = 0;
        NoiseBlock = -1;
        SpikeCount = 0;
        RefractoryCount = 0;
        Array.Clear(Refractory);

        var membrane = From;
        new Span<float>(membrane + Columns, 2 * Columns).Clear();
        for (var column = 0; column < circuits.UsedColumns; column++)
        {
            membrane[column] = (float)circuits.Leak[column];
        }

        if ((circuits.Settings.Enabled & Imperfections.MembraneNoise) != 0)
        {
            MembraneNoise.Start(membraneNoise, (uint)(circuits.Quadrant * Columns), position, update, circuits.UsedColumns / 8, membrane);
        }
    }

    public void AddSpike(int column, int tick)
    {
        if (SpikeCount == Spikes.Length)
        {
            var longer = new long[2 * Spikes.Length];
            Spikes.AsSpan().CopyTo(longer);
            Spikes = longer;
        }

        Spikes[SpikeCount++] = ((long)tick << 8) | (uint)column;
    }
}
