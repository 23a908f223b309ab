namespace Bss2.Trainer.Learning;

/// <summary>Learning rate that falls by a factor every so many epochs, multiplied step by step as PyTorch does.</summary>
/// <param name="Initial">Rate of the first epoch.</param>
/// <param name="StepEpochs">Epochs between two steps, at least 1.</param>
/// <param name="Factor">Factor of each step.</param>
public sealed record StepLR(double Initial, int StepEpochs, double Factor) : LearningRateSchedule(Initial)
{
    /// <summary>A rate that falls by <paramref name="factor"/> every epoch (PyTorch's ExponentialLR).</summary>
    public static StepLR Exponential(double initial, double factor) => new(initial, 1, factor);

    public override double At(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StepEpochs);
        var rate = Initial;
        for (var step = 0; step < epoch / StepEpochs; step++)
        {
            rate *= Factor;
        }

        return rate;
    }
}
