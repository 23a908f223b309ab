namespace Bss2.Trainer.Measuring;

/// <summary>Numbers of the measurements: each has noise of its own.</summary>
internal static class MeasuringRuns
{
    public const int Baseline = 0;
    public const int Upper = 1;
    public const int Lower = 2;
    public const int ThresholdBaseline = 3;
    public const int Threshold = 4;

    /// <summary>First of the sweep over weights, which takes the numbers from here on.</summary>
    public const int FirstWeight = 100;
}
