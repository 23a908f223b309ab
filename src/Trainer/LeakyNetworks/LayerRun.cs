using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>A layer's run over time, with what its backward pass needs.</summary>
public sealed class LayerRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LayerRun(Series<T> input, LayerState<T> initial, int timeSteps, int neurons, int states)
    {
        (Input, Initial) = (input, initial);
        Spikes = new Series<T>(timeSteps, initial.Samples, neurons);
        Membrane = new Series<T>(timeSteps, initial.Samples, neurons);
        Fired = new T[timeSteps * initial.Samples * neurons];
        States = new T[timeSteps][];
        for (var t = 0; t < timeSteps; t++)
        {
            States[t] = new T[initial.Samples * neurons * states];
        }
    }

    /// <summary>[time, sample, neuron].</summary>
    public Series<T> Spikes { get; }

    /// <summary>[time, sample, neuron], as recorded: before the reset where resets are delayed, after it where they are not.</summary>
    public Series<T> Membrane { get; }

    /// <summary>After the last step.</summary>
    public LayerState<T> Final => new(Initial.Samples, States[^1], [.. Spikes.Step(Spikes.TimeSteps - 1)]);

    /// <summary>[time, sample, neuron], or one time step for all.</summary>
    internal Series<T> Input { get; }

    internal LayerState<T> Initial { get; }

    /// <summary>[time, sample, neuron], the membrane that was compared with the threshold.</summary>
    internal T[] Fired { get; }

    /// <summary>[time][sample, neuron, state].</summary>
    internal T[][] States { get; }

    /// <summary>States before a step.</summary>
    internal T[] Before(int time) => time == 0 ? Initial.Values : States[time - 1];

    /// <summary>Spikes before a step, [sample, neuron].</summary>
    internal ReadOnlySpan<T> SpikesBefore(int time) => time == 0 ? Initial.Spikes : Spikes.Step(time - 1);
}
