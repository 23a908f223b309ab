using System.Text;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Perceptron;

/// <summary>Layers one after the other, printed as torch prints them.</summary>
public sealed class Sequential : PerceptronLayer
{
    /// <param name="layers">The layers in order.</param>
    /// <exception cref="ArgumentException">Two parameters have the same name.</exception>
    public Sequential(params PerceptronLayer[] layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Layers = [.. layers];
        if (Parameters.GroupBy(p => p.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
        {
            throw new ArgumentException($"Two parameters are named '{twice.Key}'; give each layer of a network a name of its own, and use it once.", nameof(layers));
        }
    }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<PerceptronLayer> Layers { get; }

    internal override IEnumerable<KeyValuePair<string, Parameter<float>>> NamedParameters =>
        Layers.SelectMany((layer, k) => layer.NamedParameters.Select(p => KeyValuePair.Create($"{k}.{p.Key}", p.Value)));

    public override ShapedTensor Forward(PerceptronSession session, ShapedTensor input)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Layers.Aggregate(input, (x, layer) => layer.Forward(session, x));
    }

    /// <summary>A copy of all parameters: number of the layer, then weight or bias, as torch's <c>state_dict</c> names them.</summary>
    public IReadOnlyDictionary<string, float[]> StateDict() => NamedParameters.ToDictionary(p => p.Key, p => (float[])p.Value.Values.Clone(), StringComparer.Ordinal);

    /// <summary>Takes parameters over, e.g. those of the mock model into the hardware model.</summary>
    /// <param name="state">What <see cref="StateDict"/> of a network with the same layers gave.</param>
    /// <exception cref="ArgumentException">Names or sizes differ; all differences are told, and nothing is changed.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, float[]> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var own = NamedParameters.ToDictionary(StringComparer.Ordinal);
        string[] faults =
        [
            .. own.Keys.Except(state.Keys).Select(name => $"'{name}' is missing"),
            .. state.Keys.Except(own.Keys).Select(name => $"'{name}' is not known here"),
            .. own.Where(p => state.TryGetValue(p.Key, out var values) && values.Length != p.Value.Count).Select(p => $"'{p.Key}' has {state[p.Key].Length} values and needs {p.Value.Count}"),
        ];
        if (faults.Length > 0)
        {
            throw new ArgumentException($"The state belongs to another network: {string.Join("; ", faults)}.", nameof(state));
        }

        foreach (var (name, parameter) in own)
        {
            state[name].CopyTo(parameter.Values, 0);
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder("Sequential(\n");
        for (var k = 0; k < Layers.Count; k++)
        {
            var lines = Layers[k].ToString()!.Split('\n');
            text.Append($"  ({k}): {string.Join("\n  ", lines)}\n");
        }

        return text.Append(')').ToString();
    }

    internal override void Settle()
    {
        foreach (var layer in Layers)
        {
            layer.Settle();
        }
    }
}
