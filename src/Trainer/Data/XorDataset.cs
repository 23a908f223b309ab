namespace Bss2.Trainer.Data;

/// <summary>The four cases of XOR as spike times, as in Fast &amp; Deep's code: two bits and two constant inputs, 0 and 1. A bit of 0 spikes early, 1 late.</summary>
public static class XorDataset
{
    /// <summary>Features of a sample: both bits, 0, 1.</summary>
    public const int FeatureCount = 4;

    private static readonly string[] ClassNames = ["False", "True"];

    /// <summary>Training, validation and test set alike: 00, 01, 10, 11.</summary>
    /// <param name="code">Times of 0 and 1; 0.15 and 2 where it is null.</param>
    public static Dataset Create(LatencyCode? code = null)
    {
        var (zero, one) = ((code ?? LatencyCode.Standard).TimeOf(0), (code ?? LatencyCode.Standard).TimeOf(1));
        return new Dataset(
            [
                zero, zero, zero, one,
                zero, one, zero, one,
                one, zero, zero, one,
                one, one, zero, one,
            ],
            FeatureCount,
            [0, 1, 1, 0],
            ClassNames);
    }
}
