using System.Numerics;
using Bss2.Chip.Randomness;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// An RC circuit by forward Euler (snnTorch's <c>Lapicque</c>); none of R, C, β is trained.
/// <code>
/// U[t] = x[t] dt/C + (1 − dt/(R C)) U[t−1] − R[t] θ     subtract; zero multiplies all of it by 1 − R[t], so the input of that step is lost too
/// </code>
/// The decay of a step is 1 − dt/(R C), not β = exp(−dt/(R C)): the two differ by half of (dt/(R C))² and more.
/// </summary>
public sealed class Lapicque<T> : SpikingLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _gain;
    private readonly T _decay;

    /// <param name="name">Unique within a network.</param>
    /// <param name="neurons">Neurons.</param>
    /// <param name="circuit">Resistance, capacitance and time step.</param>
    /// <param name="options">Null for the defaults.</param>
    public Lapicque(string name, int neurons, RcCircuit circuit, LayerOptions<T>? options = null)
        : base(name, neurons, options, 1)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var faults = Check();
        faults.Require(!Options.LearnBeta, "beta follows from the circuit and is not trained; use Leaky for a trained decay");
        faults.Require(circuit.TimeStep <= circuit.Resistance * circuit.Capacitance, $"the time step {circuit.TimeStep} exceeds R C = {circuit.Resistance * circuit.Capacitance}, so the membrane would change its sign in each step; permitted: up to R C");
        faults.Throw();
        Circuit = circuit;
        _gain = T.CreateTruncating(circuit.TimeStep / circuit.Capacitance);
        _decay = T.CreateTruncating(1 - (circuit.TimeStep / (circuit.Resistance * circuit.Capacitance)));
    }

    public RcCircuit Circuit { get; }

    private protected override void Integrate(int neuron, T drive, T reset, ReadOnlySpan<T> before, Span<T> after)
    {
        var membrane = (drive * _gain) + (_decay * before[0]);
        after[0] = Options.Reset switch
        {
            ResetMechanism.Subtract => membrane - (reset * Of(Threshold, neuron)),
            ResetMechanism.Zero => membrane - (reset * membrane),
            _ => membrane,
        };
    }

    private protected override T IntegrateBackward(int neuron, T input, T reset, ReadOnlySpan<T> before, Span<T> adjoint, OpenGradients<T> open)
    {
        OpenGradients<T>.Add(open.Threshold, neuron, Options.Reset == ResetMechanism.Subtract ? -reset * adjoint[0] : T.Zero);
        var onMembrane = Options.Reset == ResetMechanism.Zero ? (T.One - reset) * adjoint[0] : adjoint[0];
        adjoint[0] = _decay * onMembrane;
        return _gain * onMembrane;
    }
}

/// <summary>Resistance, capacitance and time step of <see cref="Lapicque{T}"/>, in any consistent units.</summary>
public sealed record RcCircuit
{
    private RcCircuit(double resistance, double capacitance, double timeStep)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resistance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacitance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(timeStep);
        (Resistance, Capacitance, TimeStep) = (resistance, capacitance, timeStep);
    }

    public double Resistance { get; }

    public double Capacitance { get; }

    public double TimeStep { get; }

    /// <summary>exp(−TimeStep/(Resistance Capacitance)).</summary>
    public double Beta => PortableMath.Exp(-TimeStep / (Resistance * Capacitance));

    public static RcCircuit Of(double resistance, double capacitance, double timeStep = 1) => new(resistance, capacitance, timeStep);

    /// <summary>The capacitance that gives <paramref name="beta"/>, which lies between 0 and 1 exclusively.</summary>
    public static RcCircuit FromBeta(double beta, double resistance = 1, double timeStep = 1) => new(resistance, timeStep / (resistance * Rate(beta)), timeStep);

    /// <summary>The resistance that gives <paramref name="beta"/>.</summary>
    public static RcCircuit FromBetaAndCapacitance(double beta, double capacitance, double timeStep = 1) => new(timeStep / (capacitance * Rate(beta)), capacitance, timeStep);

    private static double Rate(double beta) =>
        beta is > 0 and < 1 ? -PortableMath.Log(beta) : throw new ArgumentOutOfRangeException(nameof(beta), beta, "The beta of an RC circuit lies between 0 and 1 exclusively.");
}
