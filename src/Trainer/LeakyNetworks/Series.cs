using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>Values over time, [time, sample, neuron], row-major without padding. One time step stands for a value that does not change over time.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Series<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Zeros.</summary>
    public Series(int timeSteps, int samples, int neurons)
        : this(timeSteps, samples, neurons, new T[(long)timeSteps * samples * neurons])
    {
    }

    /// <summary>Takes the array over; it is not copied.</summary>
    /// <exception cref="ArgumentException">The array does not have the length that the shape asks for.</exception>
    public Series(int timeSteps, int samples, int neurons, T[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(timeSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)timeSteps * samples * neurons)
        {
            throw new ArgumentException($"{values.Length} values do not fit the shape [{timeSteps}, {samples}, {neurons}], which holds {(long)timeSteps * samples * neurons}.", nameof(values));
        }

        (TimeSteps, Samples, Neurons, Values) = (timeSteps, samples, neurons, values);
    }

    public int TimeSteps { get; }

    public int Samples { get; }

    public int Neurons { get; }

    /// <summary>[time, sample, neuron].</summary>
    public T[] Values { get; }

    public T this[int time, int sample, int neuron]
    {
        get => Row(time, sample)[neuron];
        set => Row(time, sample)[neuron] = value;
    }

    /// <summary>One sample at one time step.</summary>
    public Span<T> Row(int time, int sample) => Values.AsSpan(((time * Samples) + sample) * Neurons, Neurons);

    /// <summary>All samples at one time step, [sample, neuron].</summary>
    public Span<T> Step(int time) => Values.AsSpan(time * Samples * Neurons, Samples * Neurons);

    /// <summary>Throws where the shape is not the one asked for.</summary>
    /// <param name="what">What this is to the caller, for the message.</param>
    internal void RequireShape(int timeSteps, int samples, int neurons, string what)
    {
        if (TimeSteps != timeSteps || Samples != samples || Neurons != neurons)
        {
            throw new ArgumentException($"{what} has the shape [{TimeSteps}, {Samples}, {Neurons}]; it must be [{timeSteps}, {samples}, {neurons}].", what);
        }
    }

    /// <summary>Throws where a value is not a finite number, and names it.</summary>
    internal void RequireFinite(string what)
    {
        for (var k = 0; k < Values.Length; k++)
        {
            if (!T.IsFinite(Values[k]))
            {
                var (row, neuron) = (k / Neurons, k % Neurons);
                throw new ArgumentException($"{what} holds {Values[k]} at time {row / Samples}, sample {row % Samples}, neuron {neuron}; it must be a finite number. Check the data, or whether training has diverged.", what);
            }
        }
    }
}
