namespace Bss2.Nodes.Reports;

/// <summary>Trained weights of one layer.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Shape">Row-major shape.</param>
/// <param name="Values">Model units.</param>
internal sealed record LayerWeights(string Name, int[] Shape, float[] Values);
