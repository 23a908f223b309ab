namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>
/// A neuron's constants as the kernels use them. The state between events is the pair (I, V): I = Σ w e^(−(t−t_i)/τ_s) and V = Σ w k(t − t_i), with
/// τ_m dV/dt = I − V; a crossing is V = <see cref="Threshold"/>. After a gap d: I ← I e^(−d/τ_s), V ← V e^(−d/τ_m) + I k(d).
/// </summary>
internal readonly record struct SpikeTimeConstants
{
    public SpikeTimeConstants(SpikeTimeNeuron neuron)
    {
        var (membrane, synapse) = (neuron.MembraneTimeConstant, neuron.SynapticTimeConstant);
        Shape = membrane == synapse ? KernelShape.Equal : membrane == 2 * synapse ? KernelShape.Double : KernelShape.General;
        (TauMembrane, TauSynapse) = (membrane, synapse);
        Threshold = (neuron.Threshold - neuron.Leak) * neuron.LeakConductance;
        SlowTau = Math.Max(membrane, synapse);
        SlowRate = 1 / SlowTau;
        MembraneIsSlow = membrane >= synapse;
        Difference = Shape == KernelShape.Equal ? 0 : Math.Abs(membrane - synapse) / (membrane * synapse);
        Amplitude = Shape == KernelShape.Equal ? 0 : synapse / Math.Abs(membrane - synapse);
        CompatibilityTerm = neuron.CompatibilityTerm;
    }

    public KernelShape Shape { get; }

    public double TauMembrane { get; }

    public double TauSynapse { get; }

    /// <summary>(threshold − leak) g_leak: what V must reach.</summary>
    public double Threshold { get; }

    /// <summary>The longer of the two time constants.</summary>
    public double SlowTau { get; }

    /// <summary>1 / <see cref="SlowTau"/>.</summary>
    public double SlowRate { get; }

    /// <summary>Whether the membrane is the slower of the two (or as slow).</summary>
    public bool MembraneIsSlow { get; }

    /// <summary>|1/τ_s − 1/τ_m|.</summary>
    public double Difference { get; }

    /// <summary>τ_s / |τ_m − τ_s|.</summary>
    public double Amplitude { get; }

    public double CompatibilityTerm { get; }

    /// <summary>Whether the reference's compatibility term makes its backward sums differ from the forward ones.</summary>
    public bool SumsDifferBackward => CompatibilityTerm > 0 && Shape == KernelShape.Double;

    /// <summary>(I, V) before the first event at time <paramref name="first"/>: zero, or what carries the compatibility term on.</summary>
    public (double Current, double Voltage) Start(double first, bool backward)
    {
        if (CompatibilityTerm == 0)
        {
            return (0, 0);
        }

        var synapse = CompatibilityTerm * Elementary.Exp(-first / TauSynapse);
        return Shape == KernelShape.Equal ? (0, -synapse)
            : backward ? (synapse, (CompatibilityTerm * Elementary.Exp(-first / TauMembrane)) - synapse)
            : (synapse, -synapse);
    }
}
