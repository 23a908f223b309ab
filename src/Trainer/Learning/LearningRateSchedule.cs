namespace Bss2.Trainer.Learning;

/// <summary>Learning rate as a function of the epoch.</summary>
/// <param name="Initial">Rate of the first epoch, above 0.</param>
public abstract record LearningRateSchedule(double Initial)
{
    /// <summary>Rate of an epoch, 0-based.</summary>
    public abstract double At(int epoch);
}
