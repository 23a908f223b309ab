using System.Globalization;
using System.Text;
using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Placement;

/// <summary>A placed network as a short text table.</summary>
internal static class PlacementTable
{
    public static string Write(PlacedNetwork placed)
    {
        var text = new StringBuilder();
        var populations = placed.Network.Populations;
        var width = populations.Select(p => p.Name.Length).Concat(placed.Network.Projections.Select(p => p.Name.Length)).Append(10).Max();
        Line(text, $"{"population".PadRight(width)}  kind   size  level  circuits");
        for (var p = 0; p < populations.Length; p++)
        {
            Line(text, $"{populations[p].Name.PadRight(width)}  {KindName(populations[p].Kind),-5}  {populations[p].Size,4}  {placed.Levels[p],5}  {CircuitText(placed, p)}");
        }

        Line(text, $"{"projection".PadRight(width)}  synapses  drivers top  drivers bottom");
        for (var j = 0; j < placed.Network.Projections.Length; j++)
        {
            var projection = placed.Network.Projections[j];
            var synapses = populations[projection.Source.Value].Size * populations[projection.Target.Value].Size;
            Line(text, $"{projection.Name.PadRight(width)}  {synapses,8}  {BusText(placed.Drivers[j][0]),11}  {BusText(placed.Drivers[j][1]),14}");
        }

        Line(text, $"drivers in use: top {placed.UsedDrivers[0].Length}, bottom {placed.UsedDrivers[1].Length} of {ChipGeometry.DriversPerHemisphere} each; crossbar nodes: {placed.Nodes.Length}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');

    private static string KindName(PopulationKind kind) => kind switch
    {
        PopulationKind.Input => "input",
        PopulationKind.LeakyIntegrateAndFire => "LIF",
        _ => "LI",
    };

    private static string CircuitText(PlacedNetwork placed, int population)
    {
        var circuits = placed.Circuits[population];
        if (circuits.Length == 0)
        {
            return "from the FPGA";
        }

        var ranges = new List<string>();
        for (var start = 0; start < circuits.Length;)
        {
            var end = start + 1;
            while (end < circuits.Length && circuits[end] == circuits[end - 1] + 1)
            {
                end++;
            }

            ranges.Add(end - start == 1 ? $"{circuits[start]}" : $"{circuits[start]}..{circuits[end - 1]}");
            start = end;
        }

        var quadrants = circuits.Select(ChipGeometry.QuadrantOf).Distinct().Order();
        var shown = string.Join(", ", ranges.Take(4)) + (ranges.Count > 4 ? ", ..." : "");
        return $"{shown} (quadrant {string.Join(", ", quadrants)})";
    }

    /// <summary>Drivers for each bus, e.g. "32+32+32+24".</summary>
    private static string BusText(int[] drivers)
    {
        var perBus = new int[ChipGeometry.BusesPerHemisphere];
        foreach (var driver in drivers.Where(d => d >= 0))
        {
            perBus[ChipGeometry.BusOf(driver)]++;
        }

        return perBus.All(n => n == 0) ? "-" : string.Join("+", perBus);
    }
}
