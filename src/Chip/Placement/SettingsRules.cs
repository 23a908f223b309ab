using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Placement;

/// <summary>Permitted values of <see cref="ChipSettings"/>, <see cref="CircuitTargets"/> and weights.</summary>
internal static class SettingsRules
{
    private const int MinimumStepTicks = 10;
    private const int MaximumStepTicks = 250;

    public static void CheckChip(ChipSettings settings, List<string> faults)
    {
        CheckRange("Chip settings: the integration step", settings.StepTicks, MinimumStepTicks, MaximumStepTicks, " ticks of 4 ns", faults);
        var unknown = settings.Enabled & ~Imperfections.All;
        if (unknown != 0)
        {
            faults.Add($"Chip settings: imperfections 0x{(uint)unknown:x} are unknown; use the named ones, 0x{(uint)Imperfections.All:x} at most.");
        }
    }

    /// <summary>Ranges that calix accepts as calibration targets (neuron_calib_target.h, spiking/neuron.py check_target).</summary>
    public static void CheckTargets(PopulationSpec population, List<string> faults)
    {
        if (population.NeuronTargets is { } targets)
        {
            if (population.Targets is not null)
            {
                faults.Add($"Population '{population.Name}' has circuit targets for all neurons and for each; give one of them.");
            }

            if (targets.Length != population.Size)
            {
                faults.Add($"Population '{population.Name}' has {population.Size} neurons but circuit targets for {targets.Length}; give one for each neuron.");
            }

            for (var neuron = 0; neuron < targets.Length; neuron++)
            {
                CheckTargets($"Population '{population.Name}' neuron {neuron}", population.Kind, targets[neuron], faults);
            }
        }
        else if (population.Targets is { } shared)
        {
            CheckTargets($"Population '{population.Name}'", population.Kind, shared, faults);
        }
        else
        {
            faults.Add($"Population '{population.Name}' has no circuit targets; give it CircuitTargets, for instance CircuitTargets.Spiking2.");
        }
    }

    private static void CheckTargets(string whose, PopulationKind kind, CircuitTargets t, List<string> faults)
    {
        void Check(string what, double value, double low, double high, string unit) =>
            CheckRange($"{whose}: {what}", value, low, high, unit, faults);

        Check("leak", t.LeakLsb, 50, 160, " LSB");
        Check("membrane time constant", t.MembraneTimeConstantMicroseconds, 0.5, 60, " us");
        Check("excitatory synaptic time constant", t.ExcitatoryTimeConstantMicroseconds, 0.3, 30, " us");
        Check("inhibitory synaptic time constant", t.InhibitoryTimeConstantMicroseconds, 0.3, 30, " us");
        Check("synaptic input gm", t.SynapticInputGm, 30, 800, "");
        Check("synapse DAC bias", t.SynapseDacBias, 30, 1022, "");
        Check("membrane capacitance", t.MembraneCapacitance, 0, 63, "");
        Check("constant current", t.ConstantCurrent, -1022, 1022, " CapMem codes");
        if (kind != PopulationKind.LeakyIntegrateAndFire)
        {
            return;
        }

        Check("reset", t.ResetLsb, 50, 160, " LSB");
        Check("threshold", t.ThresholdLsb, 50, 220, " LSB");
        Check("refractory time", t.RefractoryMicroseconds, 0.04, 32, " us");
        Check("hold-off time", t.HoldoffMicroseconds, 0, Math.Min(4, t.RefractoryMicroseconds), " us (at most 4 us and the refractory time)");
    }

    /// <summary>Weights: one set for each projection, of its shape, −63..63.</summary>
    public static void CheckWeights(NetworkSpec network, ProjectionWeights[] weights, List<string> faults)
    {
        if (weights.Length != network.Projections.Length)
        {
            faults.Add($"{weights.Length} sets of weights came for {network.Projections.Length} projections; send one for each, in their order.");
        }

        for (var i = 0; i < Math.Min(weights.Length, network.Projections.Length); i++)
        {
            var projection = network.Projections[i];
            var values = weights[i].Values;
            var targets = network.Populations[projection.Target.Value].Size;
            var sources = network.Populations[projection.Source.Value].Size;
            if (weights[i].Projection != i)
            {
                faults.Add($"Weights number {i} are for projection {weights[i].Projection}; send them in the order of the projections.");
            }

            if (values.Length != targets * sources)
            {
                faults.Add($"Projection '{projection.Name}' got {values.Length} weights; it needs {targets} x {sources} = {targets * sources}, [target, source].");
                continue;
            }

            var bad = values.AsSpan().IndexOfAnyExceptInRange((sbyte)-ChipGeometry.MaximumWeight, (sbyte)ChipGeometry.MaximumWeight);
            if (bad >= 0)
            {
                faults.Add(
                    $"Projection '{projection.Name}': weight {values[bad]} of target {bad / sources}, source {bad % sources} is outside −63..63; clip it or lower the weight scale.");
            }
        }
    }

    private static void CheckRange(string what, double value, double low, double high, string unit, List<string> faults)
    {
        if (!(value >= low && value <= high))
        {
            faults.Add(FormattableString.Invariant($"{what} is {value}, permitted are {low}..{high}{unit}; choose a value within."));
        }
    }
}
