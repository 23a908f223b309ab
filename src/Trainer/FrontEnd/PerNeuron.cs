using System.Runtime.CompilerServices;

namespace Bss2.Trainer.FrontEnd;

/// <summary>One value for all neurons of a layer, or one for each: <c>0.0147</c> or <c>[0.0147, 0.0151]</c>.</summary>
[CollectionBuilder(typeof(PerNeuron), nameof(Of))]
public sealed class PerNeuron
{
    private readonly double[] _values;

    private PerNeuron(double[] values) => _values = values;

    /// <summary>Number of values; 1 stands for all neurons.</summary>
    public int Count => _values.Length;

    /// <summary>Value of a neuron.</summary>
    public double this[int neuron] => _values[_values.Length == 1 ? 0 : neuron];

    /// <summary>The values as given; copied.</summary>
    public static PerNeuron Of(params ReadOnlySpan<double> values) => new([.. values]);

    public static implicit operator PerNeuron(double value) => FromDouble(value);

    public static implicit operator PerNeuron(double[] values) => Of(values);

    /// <summary>One value for all neurons.</summary>
    public static PerNeuron FromDouble(double value) => new([value]);

    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)_values).GetEnumerator();

    internal double[] ToArray() => [.. _values];

    /// <summary>Whether there is one value for all of a layer's neurons, or one for each.</summary>
    internal bool Fits(int neurons) => _values.Length == 1 || _values.Length == neurons;
}
