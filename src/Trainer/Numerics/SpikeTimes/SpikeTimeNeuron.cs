namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// A leaky integrate-and-fire neuron with current-based exponential synapses, of which the first threshold crossing counts
/// (Göltz, Kriener et al., Nature Machine Intelligence 3, 823 (2021)): V(t) = leak + (1/g_leak) Σ w k(t − t_i) with
/// k(d) = τ_s/(τ_m − τ_s) (e^(−d/τ_m) − e^(−d/τ_s)), for τ_m = τ_s its limit (d/τ) e^(−d/τ).
/// </summary>
/// <remarks>Times may have any unit as long as all have the same; the experiments count in τ_s.</remarks>
public sealed record SpikeTimeNeuron
{
    /// <summary>Membrane time constant τ_m, positive.</summary>
    public required double MembraneTimeConstant { get; init; }

    /// <summary>Synaptic time constant τ_s, positive.</summary>
    public required double SynapticTimeConstant { get; init; }

    /// <summary>Threshold, above the leak potential.</summary>
    public double Threshold { get; init; } = 1;

    /// <summary>Leak potential.</summary>
    public double Leak { get; init; }

    /// <summary>Leak conductance g_leak, positive.</summary>
    public double LeakConductance { get; init; } = 1;

    /// <summary>
    /// What the public reference adds to its sums to dodge 0/0, in its absolute time: 1e-6 reproduces its digits, 0 (the default) is exact.
    /// τ_m = τ_s: added to b = Σ w (t/τ) e^(t/τ). τ_m = 2 τ_s: added to a1 = Σ w e^(t/τ_s) forward, to a1 and a2 = Σ w e^(t/τ_m) backward.
    /// </summary>
    public double CompatibilityTerm { get; init; }

    /// <summary>Everything that is wrong, each with the field and what it may be.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        Positive(nameof(MembraneTimeConstant), MembraneTimeConstant);
        Positive(nameof(SynapticTimeConstant), SynapticTimeConstant);
        Positive(nameof(LeakConductance), LeakConductance);
        if (!double.IsFinite(Leak))
        {
            faults.Add($"{nameof(Leak)} is {Leak}; it must be finite.");
        }

        if (!double.IsFinite(Threshold) || !(Threshold > Leak))
        {
            faults.Add($"{nameof(Threshold)} is {Threshold}; it must be finite and above {nameof(Leak)} ({Leak}).");
        }

        if (!double.IsFinite(CompatibilityTerm) || CompatibilityTerm < 0)
        {
            faults.Add($"{nameof(CompatibilityTerm)} is {CompatibilityTerm}; it must be 0 or a positive, finite number (the reference's is 1e-6).");
        }
        else if (CompatibilityTerm > 0 && MembraneTimeConstant != SynapticTimeConstant && MembraneTimeConstant != 2 * SynapticTimeConstant)
        {
            faults.Add($"{nameof(CompatibilityTerm)} is {CompatibilityTerm}, but the reference knows only membrane time constants of one or two synaptic ones; it must be 0 here.");
        }

        return faults;

        void Positive(string field, double value)
        {
            if (!double.IsFinite(value) || !(value > 0))
            {
                faults.Add($"{field} is {value}; it must be positive and finite.");
            }
        }
    }
}
