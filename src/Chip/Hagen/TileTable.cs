using System.Globalization;
using System.Text;
using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Hagen;

/// <summary>The tiles of a chip as a short text table.</summary>
internal static class TileTable
{
    public static string Write(NetworkSpec network, TilePlacement placement)
    {
        var text = new StringBuilder();
        var width = network.Populations.Select(p => p.Name.Length).Append("population".Length).Max();
        text.Append(CultureInfo.InvariantCulture, $"{"population".PadRight(width)}  inputs  size  sends  pass  half\n");
        foreach (var tile in placement.Tiles)
        {
            var sends = string.Join("+", tile.Inputs.Select(i => i.Sends).Distinct());
            text.Append(
                CultureInfo.InvariantCulture,
                $"{network.Populations[tile.Population].Name.PadRight(width)}  {tile.Rows,6}  {tile.Columns,4}  {sends,5}  {tile.Pass,4}  {ChipGeometry.HemisphereName(tile.Hemisphere)}\n");
        }

        var passes = placement.Tiles.Select(t => t.Pass).Append(-1).Max() + 1;
        return text.Append(CultureInfo.InvariantCulture, $"matrix multiplication: {placement.Tiles.Length} tiles in {passes} passes\n").ToString();
    }
}
