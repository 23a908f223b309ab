using System.Text.Json;
using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

/// <summary>Single neurons against reference vectors of 60 digits.</summary>
public sealed class GoldenNeuronTests
{
    private static readonly JsonElement Root = SpikeTimeGolden.Load("fastanddeep-neurons.json");

    public static TheoryData<string, string> Vectors
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var vector in Root.GetProperty("vectors").EnumerateArray())
            {
                data.Add(vector.GetProperty("kernel").GetString()!, vector.GetProperty("name").GetString()!);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Spike_time_and_gradients_are_those_of_60_digits(string kernel, string name)
    {
        var vector = Root.GetProperty("vectors").EnumerateArray().Single(v => v.GetProperty("kernel").GetString() == kernel && v.GetProperty("name").GetString() == name);
        var parameters = vector.GetProperty("params");
        var tau = parameters.GetProperty("tau_syn").GetDouble();
        var neuron = new SpikeTimeNeuron
        {
            SynapticTimeConstant = tau,
            MembraneTimeConstant = kernel == "equal" ? tau : parameters.GetProperty("tau_mem").GetDouble(),
            Threshold = parameters.GetProperty("threshold").GetDouble(),
            Leak = parameters.GetProperty("leak").GetDouble(),
            LeakConductance = parameters.GetProperty("g_leak").GetDouble(),
        };
        var (time, byWeight, byTime) = Neurons.Single(neuron, vector.Times("t_in"), vector.Times("w"));
        var expected = vector.GetProperty("t_spike").ValueKind == JsonValueKind.Null ? double.PositiveInfinity : vector.GetProperty("t_spike").GetDouble();
        if (double.IsInfinity(expected))
        {
            Assert.Equal(expected, time);
            Assert.All(byWeight.Concat(byTime), g => Assert.Equal(0, g));
            return;
        }

        // 1e-9 above threshold only about eight digits of a gradient, and eleven of a time, survive float64 inputs in any implementation.
        var barely = name == "barely_above_1e-09";
        Assert.Equal(1, time / expected, barely ? 1e-11 : 1e-12);
        AssertClose(vector.Times("dT_dw"), byWeight, barely ? 1e-6 : 1e-9);
        AssertClose(vector.Times("dT_dtin"), byTime, barely ? 1e-6 : 1e-9);
    }

    private static void AssertClose(double[] expected, double[] actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], actual[k], relative * Math.Abs(expected[k]));
        }
    }
}
