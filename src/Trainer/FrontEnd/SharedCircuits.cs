using System.Globalization;

namespace Bss2.Trainer.FrontEnd;

/// <summary>What the layers of one chip share, so that they must agree or divide it between them.</summary>
internal static class SharedCircuits
{
    /// <summary>Inputs of a chip's membrane ADC: one for circuits of even columns, one for odd ones.</summary>
    private const int MadcInputs = 2;

    /// <summary>Adds what the layers of each chip disagree on or ask too much of.</summary>
    public static void Check(IReadOnlyList<NeuronLayer> layers, List<string> faults)
    {
        foreach (var chip in layers.GroupBy(l => l.Chip ?? "", StringComparer.Ordinal))
        {
            var where = chip.Key.Length == 0 ? "a chip" : $"chip '{chip.Key}'";
            CheckDacBias(where, [.. chip], faults);
            CheckPlacement(where, [.. chip.Where(l => l.EnableCadcRecording)], faults);
            CheckMadc(where, [.. chip.Where(l => l.EnableMadcRecording)], faults);
        }
    }

    private static void CheckDacBias(string where, NeuronLayer[] layers, List<string> faults)
    {
        var values = layers.Select(l => (l.Name, Values: l.Loaded is { } loaded ? [loaded.SynapseDacBias] : l.SynapseDacBias.HardwareValue.ToArray().Distinct().ToArray())).ToArray();
        if (values.SelectMany(v => v.Values).Distinct().Skip(1).Any())
        {
            var list = string.Join(", ", values.Select(v => $"'{v.Name}' {string.Join(" and ", v.Values.Select(b => b.ToString(CultureInfo.InvariantCulture)))}"));
            faults.Add($"SynapseDacBias differs between the layers of {where}: {list}; it has one bias for all its synapses, {CircuitField.SynapseDacBias.Permitted}: give all the same value.");
        }
    }

    private static void CheckPlacement(string where, NeuronLayer[] layers, List<string> faults)
    {
        if (layers.Select(l => l.EnableCadcRecordingPlacementInDram).Distinct().Skip(1).Any())
        {
            var list = string.Join(", ", layers.Select(l => $"'{l.Name}' {(l.EnableCadcRecordingPlacementInDram ? "DRAM" : "SRAM")}"));
            faults.Add($"EnableCadcRecordingPlacementInDram differs between the recorded layers of {where}: {list}; permitted is one placement for all: set it in all or in none, or record fewer layers.");
        }
    }

    private static void CheckMadc(string where, NeuronLayer[] layers, List<string> faults)
    {
        if (layers.Length > MadcInputs)
        {
            var list = string.Join(", ", layers.Select(l => $"neuron {l.RecordNeuronId} of '{l.Name}'"));
            faults.Add($"The membrane ADC of {where} is asked for {layers.Length} neurons ({list}), permitted are {MadcInputs}, one on an even and one on an odd column; switch EnableMadcRecording off in {layers.Length - MadcInputs} of the layers.");
        }
    }
}
