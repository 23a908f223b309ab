namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>How a crossing is solved for.</summary>
internal enum KernelShape
{
    /// <summary>τ_m = τ_s: by the principal branch of Lambert's W.</summary>
    Equal,

    /// <summary>τ_m = 2 τ_s: a quadratic equation in e^(−t/τ_m).</summary>
    Double,

    /// <summary>Any other ratio: by bracketed Newton steps.</summary>
    General,
}
