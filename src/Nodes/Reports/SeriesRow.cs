namespace Bss2.Nodes.Reports;

/// <summary>One row of <c>series.csv</c>: a figure that the model itself names.</summary>
/// <param name="Epoch">In training (from 1) where there is a batch, else trained before the pass.</param>
/// <param name="Batch">Batch of the epoch, from 1; null for a test or validation pass.</param>
/// <param name="Name">The model's name for it.</param>
/// <param name="Value">NaN where the cell is empty.</param>
internal sealed record SeriesRow(int Epoch, int? Batch, string Name, double Value);
