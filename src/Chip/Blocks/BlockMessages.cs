using Bss2.Chip.Circuits;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Blocks;

/// <summary>Command to an input population: send a block's spikes into the crossbar.</summary>
internal sealed record EncodeInputs(BlockHeader Header, SpikeBatch Spikes);

/// <summary>Event: spikes of a block arrive at a stage.</summary>
/// <param name="Header">The block.</param>
/// <param name="Level">To synapses: level of the circuits that they reach. Otherwise: level of the neurons that sent them.</param>
/// <param name="Destination">To synapses: quadrant. To the host: population. Otherwise unused.</param>
/// <param name="Spikes">The spikes.</param>
internal sealed record BlockTransfer(BlockHeader Header, int Level, int Destination, SpikeTransfer Spikes);

/// <summary>Event: membranes of a quadrant reach the column ADC of their half, in a buffer that the ADC gives back.</summary>
internal sealed record FrameTransfer(BlockHeader Header, MembraneFrame Frame, QuadrantResponse Buffer);

/// <summary>Event: codes of a population's circuits on one half.</summary>
/// <param name="Block">The block.</param>
/// <param name="Population">Whose circuits they are.</param>
/// <param name="Hemisphere">Which half.</param>
/// <param name="Circuits">[circuits], atomic, rising.</param>
/// <param name="PointCount">Points of each sample.</param>
/// <param name="Ticks">[sample, point].</param>
/// <param name="Codes">[sample, point, circuit], −128..127.</param>
internal sealed record CadcReading(BlockId Block, int Population, int Hemisphere, int[] Circuits, int PointCount, int[] Ticks, sbyte[] Codes);

/// <summary>Event: membranes of one or two circuits of a quadrant reach the membrane ADC.</summary>
/// <param name="Header">The block.</param>
/// <param name="Circuits">[circuits], atomic, rising.</param>
/// <param name="PointCount">Points of each sample.</param>
/// <param name="Cycles">[sample, circuit, point], cycles of 2 ns since the start of the run.</param>
/// <param name="MembraneLsb">[sample, circuit, point], CADC LSB.</param>
internal sealed record MadcTransfer(BlockHeader Header, int[] Circuits, int PointCount, int[] Cycles, float[] MembraneLsb);

/// <summary>Event: codes of the membrane ADC for one circuit.</summary>
/// <param name="Block">The block.</param>
/// <param name="Population">Whose circuit it is.</param>
/// <param name="Circuit">Atomic.</param>
/// <param name="PointCount">Points of each sample.</param>
/// <param name="Ticks">[sample, point].</param>
/// <param name="Codes">[sample, point], 0..1023.</param>
internal sealed record MadcReading(BlockId Block, int Population, int Circuit, int PointCount, int[] Ticks, ushort[] Codes);

/// <summary>Event: a population has translated its spikes to logical neurons.</summary>
internal sealed record SpikesReported(BlockId Block, PopulationSpikes Spikes);

/// <summary>Event: a population has translated the codes of one half to logical neurons.</summary>
internal sealed record CadcReported(BlockId Block, int Hemisphere, CadcTrace Trace);

/// <summary>Event: a population has named the neuron that the membrane ADC sampled.</summary>
internal sealed record MadcReported(BlockId Block, MadcTrace Trace);

/// <summary>Event: the crossbar has routed all levels of a block.</summary>
internal sealed record HealthReported(BlockId Block, BlockHealth Health);

/// <summary>Event: a stage could not do its part of a block.</summary>
internal sealed record StageFailed(BlockId Block, string Reason)
{
    /// <summary>Says where it happened. The stage itself goes on: it is a function of its configuration and the message in hand.</summary>
    public static StageFailed Of(BlockId block, string where, Exception fault) =>
        new(block, $"The {where} failed: {fault.GetType().Name}: {fault.Message}");
}

/// <summary>Command: forget a block of which another stage has failed.</summary>
internal sealed record AbandonBlock(BlockId Block);

/// <summary>Command: take a new placement; answered by <see cref="StageConfigured"/>.</summary>
/// <param name="Version">The configuration.</param>
/// <param name="Placed">The placed network.</param>
/// <param name="Passes">Its quadrant passes.</param>
/// <param name="Settings">The chip, with the period at which stretches end.</param>
/// <param name="CadcStride">How many of those periods lie between two samples of the column ADC.</param>
/// <param name="Weights">One entry for each projection.</param>
/// <param name="Wiring">The other parts.</param>
internal sealed record ConfigureStage(
    int Version, PlacedNetwork Placed, QuadrantPass[] Passes, ChipSettings Settings, int CadcStride, ProjectionWeights[] Weights, ChipWiring Wiring);

/// <summary>Command: take new weights; answered by <see cref="StageConfigured"/>.</summary>
internal sealed record UpdateWeights(int Version, ProjectionWeights[] Weights);

/// <summary>Event: a stage has taken a configuration, or could not.</summary>
/// <param name="Version">The configuration.</param>
/// <param name="Fault">Null, or why not.</param>
internal sealed record StageConfigured(int Version, string? Fault)
{
    /// <summary>Does the work and tells how it went.</summary>
    public static StageConfigured Try(int version, Action work)
    {
        try
        {
            work();
            return new StageConfigured(version, null);
        }
        catch (Exception fault)
        {
            return new StageConfigured(version, $"{fault.GetType().Name}: {fault.Message}");
        }
    }
}
