using System.Numerics;

namespace Bss2.Trainer.Numerics;

/// <summary>Parameters of a current-based neuron, per neuron or one value for all. Times in seconds, potentials in model units.</summary>
/// <param name="TauMem">Membrane time constant.</param>
/// <param name="TauSyn">Synaptic time constant.</param>
/// <param name="Leak">Resting potential.</param>
/// <param name="Threshold">A spike needs a membrane strictly above it.</param>
/// <param name="Reset">Potential after a spike.</param>
/// <param name="Alpha">Steepness of the SuperSpike surrogate.</param>
/// <param name="Leaky">False for an integrator without leak, which starts at <paramref name="Reset"/> instead of <paramref name="Leak"/>.</param>
public sealed record CubaParameters(
    double[] TauMem, double[] TauSyn, double[] Leak, double[] Threshold, double[] Reset, double Alpha = 50, bool Leaky = true)
{
    /// <summary>The same values for all neurons.</summary>
    public CubaParameters(double tauMem, double tauSyn, double leak = 0, double threshold = 1, double reset = 0, double alpha = 50, bool leaky = true)
        : this([tauMem], [tauSyn], [leak], [threshold], [reset], alpha, leaky)
    {
    }
}

/// <summary>
/// What the kernels of the current-based neurons need, one array entry for each lane of a row (padding lanes stay at rest).
/// With v the membrane and i the synaptic current: v += MembraneStep (LeakFactor (Leak − v) + i); i = CurrentDecay i + input.
/// </summary>
public sealed class NeuronConstants<T>
    where T : IFloatingPointIeee754<T>
{
    /// <param name="parameters">Values for all neurons or for each.</param>
    /// <param name="neurons">Neurons of the layer.</param>
    /// <param name="dtSeconds">Length of a time step.</param>
    public NeuronConstants(CubaParameters parameters, int neurons, double dtSeconds)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Neurons = neurons;
        Stride = Lanes.Pad(neurons);
        var leakFactor = parameters.Leaky ? 1.0 : 0.0;
        MembraneStep = Fill(parameters.TauMem, nameof(parameters.TauMem), tau => dtSeconds / tau, 0);
        MembraneDecay = Fill(parameters.TauMem, nameof(parameters.TauMem), tau => 1 - (leakFactor * (dtSeconds / tau)), 0);
        CurrentDecay = Fill(parameters.TauSyn, nameof(parameters.TauSyn), tau => 1 - (dtSeconds / tau), 0);
        Leak = Fill(parameters.Leak, nameof(parameters.Leak), value => value, 0);
        Threshold = Fill(parameters.Threshold, nameof(parameters.Threshold), value => value, 1);
        Reset = Fill(parameters.Reset, nameof(parameters.Reset), value => value, 0);
        Initial = parameters.Leaky ? Leak : Reset;
        NoCurrent = new T[Stride];
        LeakFactor = T.CreateChecked(leakFactor);
        Alpha = T.CreateChecked(parameters.Alpha);
    }

    public int Neurons { get; }

    /// <summary>Floats of a row.</summary>
    public int Stride { get; }

    /// <summary>[lane], time step over membrane time constant.</summary>
    public T[] MembraneStep { get; }

    /// <summary>[lane], what is left of a membrane after a step: 1 − LeakFactor MembraneStep.</summary>
    public T[] MembraneDecay { get; }

    /// <summary>[lane], 1 − time step over synaptic time constant.</summary>
    public T[] CurrentDecay { get; }

    public T[] Leak { get; }

    public T[] Threshold { get; }

    public T[] Reset { get; }

    /// <summary>[lane], membrane before the first step.</summary>
    public T[] Initial { get; }

    /// <summary>[lane], zeros: the current before the first step.</summary>
    public T[] NoCurrent { get; }

    /// <summary>1 with leak, 0 without. A factor of 1 or 0 is exact, so one kernel serves both.</summary>
    public T LeakFactor { get; }

    public T Alpha { get; }

    private T[] Fill(double[] values, string name, Func<double, double> map, double padding)
    {
        if (values.Length != 1 && values.Length != Neurons)
        {
            throw new ArgumentException($"{name} has {values.Length} values for {Neurons} neurons; give 1 for all or {Neurons}.", name);
        }

        var lanes = new T[Stride];
        for (var n = 0; n < Stride; n++)
        {
            lanes[n] = T.CreateChecked(n < Neurons ? map(values[values.Length == 1 ? 0 : n]) : padding);
        }

        return lanes;
    }
}
