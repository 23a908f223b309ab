using System.Numerics;
using Bss2.Trainer.LeakyNetworks.Surrogates;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// A layer of spiking neurons in discrete time, in plain scalar code. One step, with θ the threshold, H(x) = 1 for x &gt; 0 (strictly) and else 0:
/// <code>
/// R[t] = H(U[t−1] − θ)                     what reset is due; no gradient
/// states[t], U[t] = model(states[t−1], drive[t], R[t])      drive: the input, plus recurrent spikes S[t−1] where the model has them
/// U[t] rounded to the quantisation's levels                 where there is one, all states alike
/// S[t] = g H(U[t] − θ)                     g the graded factor; the gradient goes through the surrogate at U[t] − θ
/// </code>
/// So a neuron spikes in the step in which its membrane exceeds the threshold, and the reset comes one step later; the full θ is subtracted, not
/// what a step's decay leaves of it. Without <see cref="LayerOptions{T}.ResetDelay"/> the due rest d = S[t]/g − R[t] is reset at once: U[t] −= d θ (subtract) or
/// U[t] −= d U[t] (zero), and the gradient flows through S there. States start at zero. Source: snnTorch 0.9.4.
/// </summary>
public abstract class SpikingLayer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _factor;
    private readonly Surrogate<T> _surrogate;

    private protected SpikingLayer(string name, int neurons, LayerOptions<T>? options, int stateCount)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        (Name, Neurons, Options, StateCount) = (name, neurons, options ?? new LayerOptions<T>(), stateCount);
        _surrogate = Options.Surrogate ?? Surrogate.Atan<T>();
        _factor = T.CreateTruncating(Options.GradedSpikesFactor);
        Threshold = AddParameter("threshold", Options.Threshold, Options.LearnThreshold);
    }

    public string Name { get; }

    public int Neurons { get; }

    public LayerOptions<T> Options { get; }

    /// <summary>[1] or [neuron].</summary>
    public Parameter<T> Threshold { get; }

    /// <summary>What training may change.</summary>
    public IReadOnlyList<Parameter> Parameters => Learned;

    private protected int StateCount { get; }

    private protected List<Parameter> Learned { get; } = [];

    /// <summary>Where the spikes of one step act on the next; null where they do not.</summary>
    private protected virtual Recurrence<T>? Recurrent => null;

    /// <summary>Whether the output spike of a step is read from the membrane before it instead of after it (<see cref="LeakySurrogate{T}"/>).</summary>
    private protected virtual bool FiresBeforeIntegration => false;

    /// <summary>All states zero, no spikes.</summary>
    public LayerState<T> InitialState(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        return new LayerState<T>(samples, new T[samples * Neurons * StateCount], new T[samples * Neurons]);
    }

    /// <summary>One time step.</summary>
    /// <param name="input">[1, sample, neuron].</param>
    /// <param name="state">Left as it is.</param>
    public (Series<T> Spikes, LayerState<T> State) Step(Series<T> input, LayerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(input);
        var run = Forward(input, 1, state);
        return (run.Spikes, run.Final);
    }

    /// <summary>All time steps.</summary>
    /// <param name="input">[time, sample, neuron], or [1, sample, neuron] for an input that stays the same.</param>
    /// <param name="timeSteps">Steps to run.</param>
    /// <param name="initial">Null for zeros.</param>
    public LayerRun<T> Forward(Series<T> input, int timeSteps, LayerState<T>? initial = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(timeSteps);
        input.RequireShape(input.TimeSteps == 1 ? 1 : timeSteps, input.Samples, Neurons, nameof(input));
        input.RequireFinite(nameof(input));
        initial ??= InitialState(input.Samples);
        if (initial.Samples != input.Samples || initial.Values.Length != input.Samples * Neurons * StateCount || initial.Spikes.Length != input.Samples * Neurons)
        {
            throw new ArgumentException(
                $"The state of layer '{Name}' is for {initial.Samples} samples with {initial.Values.Length} values and {initial.Spikes.Length} spikes; an input of {input.Samples} samples of {Neurons} neurons needs {input.Samples * Neurons * StateCount} and {input.Samples * Neurons}. Start from InitialState({input.Samples}).",
                nameof(initial));
        }

        var run = new LayerRun<T>(input, initial, timeSteps, Neurons, StateCount);
        var drive = new T[input.Samples * Neurons];
        for (var t = 0; t < timeSteps; t++)
        {
            input.Step(input.TimeSteps == 1 ? 0 : t).CopyTo(drive);
            Recurrent?.Forward(run.SpikesBefore(t), drive);
            Advance(run, t, drive);
        }

        return run;
    }

    /// <summary>
    /// Adjoint of <see cref="Forward"/>: back-propagation through all time steps. Gradients of parameters are added to the buffer; the gradient of the
    /// input is returned in the input's shape, summed over time where the input stays the same. None goes to the initial state.
    /// </summary>
    /// <param name="run">What <see cref="Forward"/> returned.</param>
    /// <param name="spikeGradient">[time, sample, neuron], or null.</param>
    /// <param name="membraneGradient">[time, sample, neuron], of the recorded membrane, or null.</param>
    /// <param name="gradients">Null where no parameter is trained.</param>
    public Series<T> Backward(LayerRun<T> run, Series<T>? spikeGradient, Series<T>? membraneGradient, GradientBuffer? gradients)
    {
        ArgumentNullException.ThrowIfNull(run);
        var shape = run.Spikes;
        spikeGradient?.RequireShape(shape.TimeSteps, shape.Samples, Neurons, nameof(spikeGradient));
        membraneGradient?.RequireShape(shape.TimeSteps, shape.Samples, Neurons, nameof(membraneGradient));
        var open = Open(gradients);
        var inputGradient = new Series<T>(run.Input.TimeSteps, shape.Samples, Neurons);
        var cells = shape.Samples * Neurons;
        var adjoint = new T[cells * StateCount];
        var (spikeAdjoint, laterSpikes, driveAdjoint) = (new T[cells], new T[cells], new T[cells]);
        for (var t = shape.TimeSteps - 1; t >= 0; t--)
        {
            for (var cell = 0; cell < cells; cell++)
            {
                spikeAdjoint[cell] = laterSpikes[cell] + (spikeGradient is null ? T.Zero : spikeGradient.Step(t)[cell]);
                adjoint[((cell + 1) * StateCount) - 1] += membraneGradient is null ? T.Zero : membraneGradient.Step(t)[cell];
            }

            Retreat(run, t, open, adjoint, spikeAdjoint, driveAdjoint);
            var target = inputGradient.Step(run.Input.TimeSteps == 1 ? 0 : t);
            for (var cell = 0; cell < cells; cell++)
            {
                target[cell] += driveAdjoint[cell];
            }

            Array.Clear(laterSpikes);
            Recurrent?.Backward(run.SpikesBefore(t), driveAdjoint, laterSpikes, gradients);
        }

        return inputGradient;
    }

    /// <summary>The model's states after a step, for one neuron.</summary>
    private protected abstract void Integrate(int neuron, T drive, T reset, ReadOnlySpan<T> before, Span<T> after);

    /// <summary>Adjoint of <see cref="Integrate"/>: turns the adjoint of the states after the step to that of those before it, adds to parameters, returns the drive's. The input is without recurrent spikes.</summary>
    private protected abstract T IntegrateBackward(int neuron, T input, T reset, ReadOnlySpan<T> before, Span<T> adjoint, OpenGradients<T> open);

    private protected virtual OpenGradients<T> Open(GradientBuffer? gradients) => new() { Threshold = gradients?.Find(Threshold) };

    /// <summary>A parameter of one value or one for each neuron, trained or not.</summary>
    private protected Parameter<T> AddParameter(string name, IReadOnlyList<double> values, bool learn)
    {
        var parameter = new Parameter<T>($"{Name}.{name}", [values.Count]);
        for (var k = 0; k < values.Count; k++)
        {
            parameter.Values[k] = T.CreateTruncating(values[k]);
        }

        if (learn)
        {
            Learned.Add(parameter);
        }

        return parameter;
    }

    private protected static T Of(Parameter<T> parameter, int neuron) => parameter.Values[parameter.Values.Length == 1 ? 0 : neuron];

    /// <summary>A decay as it acts: training may push it out of 0..1, where it is held at the bound.</summary>
    private protected static T Decay(Parameter<T> parameter, int neuron) => T.Clamp(Of(parameter, neuron), T.Zero, T.One);

    /// <summary>Adds to the gradient of a decay unless the bound holds it.</summary>
    private protected static void AddDecay(T[]? gradient, Parameter<T> parameter, int neuron, T value)
    {
        var raw = Of(parameter, neuron);
        if (raw >= T.Zero && raw <= T.One)
        {
            OpenGradients<T>.Add(gradient, neuron, value);
        }
    }

    /// <summary>Checks what all layers share.</summary>
    private protected LayerFaults Check()
    {
        var faults = new LayerFaults(Name);
        faults.RequireValues(Options.Threshold, Neurons, "threshold", double.IsFinite, "finite numbers");
        faults.Require(double.IsFinite(Options.GradedSpikesFactor) && Options.GradedSpikesFactor != 0, $"the graded spikes factor is {Options.GradedSpikesFactor}; permitted: finite numbers but 0");
        faults.Require(Enum.IsDefined(Options.Reset), $"the reset mechanism is {(int)Options.Reset}; permitted: {string.Join(", ", Enum.GetNames<ResetMechanism>())}");
        return faults;
    }

    private T Factor => Options.Inhibition ? T.One : _factor;

    private T ResetOf(T membrane, int neuron) => membrane - Of(Threshold, neuron) > T.Zero ? T.One : T.Zero;

    private void Advance(LayerRun<T> run, int t, T[] drive)
    {
        var (before, after) = (run.Before(t), run.States[t]);
        var spikes = run.Spikes.Step(t);
        var membranes = run.Membrane.Step(t);
        var fired = run.Fired.AsSpan(t * drive.Length, drive.Length);
        for (var cell = 0; cell < drive.Length; cell++)
        {
            var neuron = cell % Neurons;
            var old = before.AsSpan(cell * StateCount, StateCount);
            var states = after.AsSpan(cell * StateCount, StateCount);
            Integrate(neuron, drive[cell], ResetOf(old[^1], neuron), old, states);
            for (var k = 0; Options.Quantisation is { } levels && k < StateCount; k++)
            {
                states[k] = levels.Round(states[k]);
            }

            fired[cell] = FiresBeforeIntegration ? old[^1] : states[^1];
            spikes[cell] = Factor * _surrogate.Spike(fired[cell] - Of(Threshold, neuron));
        }

        if (Options.Inhibition)
        {
            Inhibit(fired, spikes);
        }

        for (var cell = 0; cell < drive.Length; cell++)
        {
            ref var membrane = ref after[((cell + 1) * StateCount) - 1];
            if (ResetsAtOnce)
            {
                var neuron = cell % Neurons;
                var due = (spikes[cell] / _factor) - ResetOf(before[((cell + 1) * StateCount) - 1], neuron);
                membrane -= due * (Options.Reset == ResetMechanism.Zero ? membrane : Of(Threshold, neuron));
            }

            membranes[cell] = membrane;
        }
    }

    private bool ResetsAtOnce => !Options.ResetDelay && Options.Reset != ResetMechanism.None;

    // Leaves the spike of the neuron that is most above its threshold.
    private void Inhibit(ReadOnlySpan<T> fired, Span<T> spikes)
    {
        for (var first = 0; first < spikes.Length; first += Neurons)
        {
            var best = WinnerOf(fired.Slice(first, Neurons));
            for (var n = 0; n < Neurons; n++)
            {
                spikes[first + n] = n == best ? spikes[first + n] : T.Zero;
            }
        }
    }

    private int WinnerOf(ReadOnlySpan<T> fired)
    {
        var best = 0;
        for (var n = 1; n < fired.Length; n++)
        {
            best = fired[n] - Of(Threshold, n) > fired[best] - Of(Threshold, best) ? n : best;
        }

        return best;
    }

    // On entry the adjoint of states and spikes after step t, on exit that of the states before it and of the drive.
    private void Retreat(LayerRun<T> run, int t, OpenGradients<T> open, T[] adjoint, T[] spikeAdjoint, T[] driveAdjoint)
    {
        var before = run.Before(t);
        var fired = run.Fired.AsSpan(t * driveAdjoint.Length, driveAdjoint.Length);
        var spikes = run.Spikes.Step(t);
        var input = run.Input.Step(run.Input.TimeSteps == 1 ? 0 : t);
        for (var cell = 0; cell < driveAdjoint.Length; cell++)
        {
            var (sample, neuron) = (cell / Neurons, cell % Neurons);
            var old = before.AsSpan(cell * StateCount, StateCount);
            var states = adjoint.AsSpan(cell * StateCount, StateCount);
            ref var membrane = ref states[^1];
            var reset = ResetOf(old[^1], neuron);
            var onSpike = spikeAdjoint[cell];
            if (ResetsAtOnce)
            {
                var due = (spikes[cell] / _factor) - reset;
                var toZero = Options.Reset == ResetMechanism.Zero;
                onSpike -= membrane * (toZero ? fired[cell] : Of(Threshold, neuron)) / _factor;
                OpenGradients<T>.Add(open.Threshold, neuron, toZero ? T.Zero : -due * membrane);
                membrane = toZero ? membrane * (T.One - due) : membrane;
            }

            var above = fired[cell] - Of(Threshold, neuron);
            var passes = !Options.Inhibition || WinnerOf(fired.Slice(sample * Neurons, Neurons)) == neuron;
            var onMembrane = passes ? _surrogate.Backward(above, Factor * onSpike, _surrogate.Spike(above), new SpikeIndex(t, sample, neuron)) : T.Zero;
            OpenGradients<T>.Add(open.Threshold, neuron, -onMembrane);
            membrane += FiresBeforeIntegration ? T.Zero : onMembrane;
            driveAdjoint[cell] = IntegrateBackward(neuron, input[cell], reset, old, states, open);
            membrane += FiresBeforeIntegration ? onMembrane : T.Zero;
        }
    }
}
