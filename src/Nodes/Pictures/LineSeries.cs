namespace Bss2.Nodes.Pictures;

/// <summary>One curve.</summary>
/// <param name="Name">Name in the legend; empty to be left out of it.</param>
/// <param name="X">Rising.</param>
/// <param name="Y">As many as <paramref name="X"/>; NaN interrupts the curve.</param>
/// <param name="Colour">Index in the palette.</param>
/// <param name="Faint">Thin and pale, for curves of many noisy points.</param>
/// <param name="Dots">Whether the points are marked.</param>
internal sealed record LineSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, int Colour, bool Faint = false, bool Dots = false);
