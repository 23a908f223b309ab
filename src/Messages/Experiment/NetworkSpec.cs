using Bss2.Messages.Identity;

namespace Bss2.Messages.Experiment;

/// <summary>A layer of logical neurons.</summary>
/// <param name="Name">Unique within the network; used in messages to people.</param>
/// <param name="Kind">Input, LIF, LI or integrator.</param>
/// <param name="Size">Number of logical neurons, at least 1.</param>
/// <param name="Targets">What all circuits are calibrated to; null for inputs, and where <paramref name="NeuronTargets"/> says it for each neuron.</param>
/// <param name="RecordSpikes">Whether output spikes are recorded.</param>
/// <param name="RecordCadc">Whether membranes are sampled by the column ADC.</param>
/// <param name="Circuits">Placement constraint: atomic circuit 0..511 of each logical neuron (row 0 columns 0..255, then row 1), or null for first fit.</param>
/// <param name="Chip">Name of the <see cref="RackChip"/> that holds the layer; null for the rack's first. Inputs go to whichever chips they project to.</param>
/// <param name="MadcNeurons">
/// Logical neurons whose membranes the membrane ADC samples, or null for none. A chip has two inputs, one for circuits of even columns and one for odd ones.
/// </param>
/// <param name="NeuronTargets">[neuron], what each circuit is calibrated to, in place of <paramref name="Targets"/>; null where all have the same.</param>
/// <param name="CadcPlacement">Where the samples of the column ADC go; one choice for all layers of a chip that record them.</param>
public sealed record PopulationSpec(
    string Name,
    PopulationKind Kind,
    int Size,
    CircuitTargets? Targets = null,
    bool RecordSpikes = true,
    bool RecordCadc = true,
    int[]? Circuits = null,
    string? Chip = null,
    int[]? MadcNeurons = null,
    CircuitTargets[]? NeuronTargets = null,
    CadcPlacement CadcPlacement = CadcPlacement.Sram)
{
    /// <summary>What the circuit of a neuron is calibrated to; null where nothing says it.</summary>
    public CircuitTargets? TargetsOf(int neuron) => NeuronTargets is null ? Targets : NeuronTargets[neuron];
}

/// <summary>All-to-all signed synapses from one population to another.</summary>
/// <param name="Name">Used in messages to people.</param>
/// <param name="Source">The population that sends.</param>
/// <param name="Target">The population that receives.</param>
/// <param name="Sends">
/// How often the events of a vector are sent, 1..65535 (hxtorch num_sends): integrators sum them up. 1 for all other targets.
/// </param>
public sealed record ProjectionSpec(string Name, PopulationId Source, PopulationId Target, int Sends = 1);

/// <summary>The structure of a network: what placement needs and what does not change while training.</summary>
public sealed record NetworkSpec(PopulationSpec[] Populations, ProjectionSpec[] Projections);

/// <summary>Integer weights of one projection.</summary>
/// <param name="Projection">Index of the projection in its <see cref="NetworkSpec"/>.</param>
/// <param name="Values">[target, source] row-major, −63..63.</param>
public sealed record ProjectionWeights(int Projection, sbyte[] Values);
