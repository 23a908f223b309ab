using Bss2.Chip.Parts;

namespace Bss2.Chip.Hagen;

/// <summary>Where one population of integrators is executed: all of a half, from its first column and driver on.</summary>
/// <param name="Population">Index of the population.</param>
/// <param name="Pass">Executions follow each other in passes; both halves work side by side in one.</param>
/// <param name="Hemisphere">Half.</param>
/// <param name="Columns">Neurons: they take columns 0..Columns − 1.</param>
/// <param name="Inputs">What drives the rows, one after the other from driver 0 on.</param>
/// <param name="Sends">Greatest common divisor of how often the inputs' events are sent, multiplied in when the product is there.</param>
internal sealed record Tile(int Population, int Pass, int Hemisphere, int Columns, TileInput[] Inputs, int Sends)
{
    /// <summary>Drivers in use, one for each signed input.</summary>
    public int Rows => Inputs.Sum(input => input.Count);

    /// <summary>Quadrants that hold its columns.</summary>
    public IEnumerable<int> Quadrants => Enumerable.Range(2 * Hemisphere, Columns > ChipGeometry.ColumnsPerQuadrant ? 2 : 1);

    /// <summary>Columns on one of its quadrants.</summary>
    public int ColumnsOn(int quadrant) => Math.Clamp(Columns - FirstColumnOf(quadrant), 0, ChipGeometry.ColumnsPerQuadrant);

    /// <summary>First column of a quadrant within its half; also the first neuron there.</summary>
    public static int FirstColumnOf(int quadrant) => (quadrant & 1) * ChipGeometry.ColumnsPerQuadrant;
}

/// <summary>One projection onto a tile.</summary>
/// <param name="Projection">Index of the projection.</param>
/// <param name="Source">Index of its input population.</param>
/// <param name="FirstRow">Driver of the source's first neuron.</param>
/// <param name="Count">Neurons of the source.</param>
/// <param name="Sends">How often an event is sent.</param>
internal readonly record struct TileInput(int Projection, int Source, int FirstRow, int Count, int Sends);
