using System.Numerics;
using Bss2.Trainer.LeakyNetworks;

namespace Bss2.Trainer.Tests.LeakyNetworks;

/// <summary>Single neurons with every reset against the reference vectors, in both precisions.</summary>
public sealed class GoldenNeuronTests
{
    [Theory]
    [InlineData("subtract", ResetMechanism.Subtract, true)]
    [InlineData("zero", ResetMechanism.Zero, true)]
    [InlineData("none", ResetMechanism.None, true)]
    [InlineData("subtract_nodelay", ResetMechanism.Subtract, false)]
    [InlineData("zero_nodelay", ResetMechanism.Zero, false)]
    public void Leaky_matches_for_every_reset(string name, ResetMechanism reset, bool delay)
    {
        Check(name, new Leaky<double>("lif", 4, [0.9], new LayerOptions<double> { Reset = reset, ResetDelay = delay }));
        Check(name, new Leaky<float>("lif", 4, [0.9], new LayerOptions<float> { Reset = reset, ResetDelay = delay }));
    }

    [Fact]
    public void The_neuron_of_the_tutorial_spikes_one_step_later_with_the_same_membrane()
    {
        Check("tutorial", new LeakySurrogate<double>("lif", 4, [0.9]));
        Check("tutorial", new LeakySurrogate<float>("lif", 4, [0.9]));
        var input = Input<double>();
        var (early, late) = (new Leaky<double>("a", 4, [0.9]).Forward(input, input.TimeSteps), new LeakySurrogate<double>("b", 4, [0.9]).Forward(input, input.TimeSteps));
        Assert.Equal(early.Membrane.Values, late.Membrane.Values);
        Assert.Equal(early.Spikes.Values[..^4], late.Spikes.Values[4..]);
    }

    private static Series<T> Input<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = SnnTorchGolden.Get("a_neuron").GetProperty("input");
        return new Series<T>(rows.GetArrayLength(), 1, rows[0].GetArrayLength(), SnnTorchGolden.Of<T>(rows.Flat()));
    }

    private static void Check<T>(string name, SpikingLayer<T> layer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var expected = SnnTorchGolden.Get("a_neuron").GetProperty("cases").GetProperty(name);
        var run = layer.Forward(Input<T>(), 30);
        SnnTorchGolden.AssertClose(expected.Flat("spk"), run.Spikes.Values);
        SnnTorchGolden.AssertClose(expected.Flat("mem"), run.Membrane.Values);
        Assert.Equal(expected.Flat("spike_counts"), Enumerable.Range(0, 4).Select(n => Enumerable.Range(0, 30).Sum(t => double.CreateTruncating(run.Spikes[t, 0, n]))));
    }
}
