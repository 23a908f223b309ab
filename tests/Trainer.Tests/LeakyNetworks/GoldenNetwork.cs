using System.Numerics;
using Bss2.Trainer.LeakyNetworks;
using Bss2.Trainer.LeakyNetworks.Surrogates;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.LeakyNetworks;

/// <summary>The 6-5-3 network of the reference vectors. A case is named neuron/input/reset/surrogate.</summary>
internal sealed class GoldenNetwork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const int TimeSteps = 8;

    public GoldenNetwork(string name)
    {
        var parts = name.Split('/');
        var data = SnnTorchGolden.Get("b_network");
        var options = new LayerOptions<T>
        {
            Reset = parts[2] == "zero" ? ResetMechanism.Zero : ResetMechanism.Subtract,
            Surrogate = parts[3] switch
            {
                "atan" => Surrogate.Atan<T>(),
                "fast_sigmoid" => Surrogate.FastSigmoid<T>(),
                "spike_operator" => Surrogate.SpikeOperator<T>(),
                _ => throw new ArgumentException(name),
            },
        };
        Leaky<T> Layer(string layer, int neurons) =>
            parts[0] == "tutorial" ? new LeakySurrogate<T>(layer, neurons, [0.95], options) : new Leaky<T>(layer, neurons, [0.95], options);
        First = new Linear<T>("fc1", 6, 5, 1, 0);
        Second = new Linear<T>("fc2", 5, 3, 1, 1);
        Network = new SpikingNetwork<T>((First, Layer("lif1", 5)), (Second, Layer("lif2", 3)));
        foreach (var (parameter, key) in Weights)
        {
            SnnTorchGolden.Of<T>(data.Flat(key)).CopyTo(parameter.Values, 0);
        }

        Input = data.GetProperty(parts[1] == "time" ? "x_time" : "x_constant").Series<T>();
        Labels = [.. data.Flat("targets").Select(y => (int)y)];
        Gradients = new GradientBuffer(Network.Parameters);
    }

    public Linear<T> First { get; }

    public Linear<T> Second { get; }

    public SpikingNetwork<T> Network { get; }

    public Series<T> Input { get; }

    public int[] Labels { get; }

    public GradientBuffer Gradients { get; }

    public IEnumerable<(Parameter<T> Parameter, string Key)> Weights => [(First.Weight, "W1"), (First.Bias, "b1"), (Second.Weight, "W2"), (Second.Bias, "b2")];

    public NetworkRun<T> Run() => Network.Forward(Input, TimeSteps);

    public static Series<T> Zeros() => new(TimeSteps, 4, 3);

    /// <summary>Rounds all numbers of the network to float32.</summary>
    public GoldenNetwork<T> Rounded()
    {
        foreach (var values in Weights.Select(w => w.Parameter.Values).Append(Input.Values).Concat(Network.Layers.Select(l => ((Leaky<T>)l.Neurons).Beta.Values)))
        {
            for (var k = 0; k < values.Length; k++)
            {
                values[k] = T.CreateTruncating((float)double.CreateTruncating(values[k]));
            }
        }

        return this;
    }

    public void AssertGradients(System.Text.Json.JsonElement expected)
    {
        foreach (var (parameter, key) in Weights)
        {
            SnnTorchGolden.AssertClose(expected.Flat(key), Gradients.Find(parameter)!);
        }
    }
}
