using Bss2.Chip.Circuits;
using Bss2.Messages.Experiment;
using Bss2.Messages.Units;

namespace Bss2.Chip.Placement;

/// <summary>How fast and how long the column ADCs of a chip record; decided by where the samples go.</summary>
internal static class CadcRules
{
    /// <summary>Into the memory of the plasticity processor: 2 us a sample, 1.7 us at the fastest, 100 samples (grenade ppu.h, hxtorch neuron.py).</summary>
    private static readonly Limits Sram = new("the SRAM", 500, 425, 100);

    /// <summary>Into the DRAM of the FPGA: 6 us a sample, 204,800 samples (the same sources).</summary>
    private static readonly Limits Dram = new("the DRAM", 1500, 1500, 204_800);

    /// <summary>Adds the faults of a chip: layers that disagree on the placement, a period below its floor.</summary>
    public static void CheckChip(ChipSettings? settings, NetworkSpec network, List<string> faults)
    {
        var recorded = Recorded(network);
        if (recorded.Select(p => p.CadcPlacement).Distinct().Skip(1).Any())
        {
            var list = string.Join(", ", recorded.Select(p => $"'{p.Name}' in {Of(p.CadcPlacement).Memory}"));
            faults.Add($"Layers want the samples of the column ADC in different places ({list}), but a chip has one program for all; choose one placement or record fewer layers.");
        }

        foreach (var population in recorded.Where(p => !Enum.IsDefined(p.CadcPlacement)))
        {
            faults.Add($"Population '{population.Name}' has the unknown CADC placement {(int)population.CadcPlacement}; permitted are 0 (SRAM) and 1 (DRAM).");
        }

        if (settings is null || settings.CadcPeriodTicks == 0)
        {
            return;
        }

        var limits = Of(Placement(network));
        if (settings.CadcPeriodTicks < limits.FloorTicks)
        {
            var layers = recorded.Length == 0 ? "" : $" by {string.Join(", ", recorded.Select(p => $"'{p.Name}'"))}";
            faults.Add(
                $"Chip settings: the CADC period of {settings.CadcPeriodTicks} ticks is below {limits.FloorTicks} ({Microseconds(limits.FloorTicks)}), the fastest that is read into {limits.Memory}{layers}; use 0 for {limits.PeriodTicks} ticks ({Microseconds(limits.PeriodTicks)}){(limits == Dram ? " or place the layers in the SRAM" : "")}.");
        }
    }

    /// <summary>The settings with the period at which the integration's stretches end. It depends on no recorder, so that none changes a number.</summary>
    public static ChipSettings InForce(ChipSettings settings) =>
        settings.CadcPeriodTicks != 0 ? settings : settings with { CadcPeriodTicks = Sram.PeriodTicks };

    /// <summary>How many of those periods lie between two samples.</summary>
    public static int Stride(ChipSettings settings, NetworkSpec network) =>
        settings.CadcPeriodTicks != 0 ? 1 : Of(Placement(network)).PeriodTicks / Sram.PeriodTicks;

    /// <summary>Null, or why the column ADC cannot record a run of this length: the limit, the layers and the mend.</summary>
    /// <param name="settings">The chip.</param>
    /// <param name="network">What the chip holds.</param>
    /// <param name="durationTicks">Length of a run.</param>
    public static string? RunFault(ChipSettings settings, NetworkSpec network, int durationTicks)
    {
        var recorded = Recorded(network);
        var limits = Of(Placement(network));
        var period = InForce(settings).CadcPeriodTicks * Stride(settings, network);
        var samples = CadcSchedule.PointCount(durationTicks, period);
        if (recorded.Length == 0 || samples <= limits.Samples)
        {
            return null;
        }

        var layers = string.Join(", ", recorded.Select(p => $"'{p.Name}'"));
        var longest = ((limits.Samples + 1L) * period) - 1;
        var mend = limits == Sram ? $"shorten the run to {Microseconds(longest)}, place the layer's samples in the DRAM or record no membranes" : $"shorten the run to {Microseconds(longest)} or record no membranes";
        return $"The column ADC takes {samples} samples of {layers} in a run of {Microseconds(durationTicks)}, {limits.Memory} holds 1..{limits.Samples}; {mend}.";
    }

    private static CadcPlacement Placement(NetworkSpec network) => Recorded(network).FirstOrDefault()?.CadcPlacement ?? CadcPlacement.Sram;

    private static PopulationSpec[] Recorded(NetworkSpec network) =>
        [.. network.Populations.Where(p => p is { RecordCadc: true, Kind: not PopulationKind.Input })];

    private static Limits Of(CadcPlacement placement) => placement == CadcPlacement.Dram ? Dram : Sram;

    private static string Microseconds(long ticks) => FormattableString.Invariant($"{ticks / (double)HardwareTicks.PerMicrosecond:0.###} us");

    private sealed record Limits(string Memory, int PeriodTicks, int FloorTicks, int Samples);
}
