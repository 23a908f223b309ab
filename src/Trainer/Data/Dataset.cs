namespace Bss2.Trainer.Data;

/// <summary>Labelled samples held in memory.</summary>
/// <param name="Features">[sample, feature], row-major.</param>
/// <param name="FeatureCount">Features of a sample.</param>
/// <param name="Labels">[sample], 0..ClassNames.Length − 1.</param>
/// <param name="ClassNames">Names of the classes.</param>
public sealed record Dataset(double[] Features, int FeatureCount, int[] Labels, string[] ClassNames)
{
    public int Count => Labels.Length;

    /// <summary>[feature] of one sample.</summary>
    public ReadOnlySpan<double> this[int sample] => Features.AsSpan(sample * FeatureCount, FeatureCount);
}
