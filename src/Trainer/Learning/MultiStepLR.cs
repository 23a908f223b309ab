namespace Bss2.Trainer.Learning;

/// <summary>Learning rate that falls by a factor at given epochs, multiplied step by step as PyTorch does.</summary>
/// <param name="Initial">Rate of the first epoch.</param>
/// <param name="Milestones">Epochs, 0-based, from which on the rate is lower; one that is named twice counts twice.</param>
/// <param name="Factor">Factor of each step.</param>
public sealed record MultiStepLR(double Initial, IReadOnlyList<int> Milestones, double Factor) : LearningRateSchedule(Initial)
{
    public override double At(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        var rate = Initial;
        foreach (var milestone in Milestones)
        {
            rate = milestone <= epoch ? rate * Factor : rate;
        }

        return rate;
    }
}
