using System.Text.Json;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

/// <summary>The Bars network (9-11-3, 30 samples) at six points of a training, against reference vectors of many digits.</summary>
public sealed class GoldenBarsTests
{
    private const double Precision = 1e-10;
    private static readonly JsonElement Root = SpikeTimeGolden.Load("fastanddeep-bars.json");

    public static TheoryData<string, bool> States
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var state in Root.GetProperty("states").EnumerateObject())
            {
                data.Add(state.Name, false);
                data.Add(state.Name, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Times_loss_and_gradients_are_the_references(string name, bool chops)
    {
        var state = Root.GetProperty("states").GetProperty(name);
        var network = new SpikeTimeNetwork(Neurons.WithRatio(1), 9, [new SpikeTimeLayer(11), new SpikeTimeLayer(3)]);
        var parameters = new SpikeTimeParameters(network);
        parameters.SetWeights(0, state.Times("W1"));
        parameters.SetWeights(1, state.Times("W2"));
        var workspace = new SpikeTimeWorkspace(network, 30, inputGradients: true);
        Root.Times("inputs").CopyTo(workspace.Inputs);
        workspace.Forward(parameters, 30);
        AssertClose(state.Times("hidden_times"), workspace.Times(0).ToArray());
        AssertClose(state.Times("label_times"), workspace.Times(1).ToArray());

        var labels = Root.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32()).ToArray();
        var loss = SpikeTimeLosses.TimeToFirstSpike(new FirstSpikeLoss(), workspace.Times(1), labels, 30, workspace.Errors) / 30;
        Assert.Equal(state.GetProperty("loss").GetDouble(), loss, Precision);
        AssertClose(state.Times("dL_dlabeltimes"), workspace.Errors.ToArray());
        var times = workspace.Times(1).ToArray();
        Assert.Equal(state.GetProperty("accuracy").GetDouble(), labels.Select((l, s) => SpikeTimeClasses.First(times.AsSpan(3 * s, 3)) == l ? 1 / 30.0 : 0).Sum(), Precision);

        var gradients = new SpikeTimeGradients(network);
        workspace.Backward(parameters, gradients, chops ? 0.2 : double.PositiveInfinity);
        var expected = state.GetProperty(chops ? "chop0.2" : "nochop");
        AssertClose(expected.Times("gW1"), gradients.Weights(0));
        AssertClose(expected.Times("gW2"), gradients.Weights(1));
        AssertClose(expected.Times("dL_dinputs"), workspace.InputErrors.ToArray());
        AssertChopped(expected.GetProperty("chopped_layer1_sample_neuron_norm"), gradients, 0);
        AssertChopped(expected.GetProperty("chopped_layer2_sample_neuron_norm"), gradients, 1);

        var missing = workspace.Missing(0).ToArray().Sum() / 330.0;
        Assert.Equal(state.GetProperty("missing_fraction_hidden").GetDouble(), missing, Precision);
    }

    private static void AssertChopped(JsonElement expected, SpikeTimeGradients gradients, int layer)
    {
        var actual = gradients.Chopped.Where(c => c.Layer == layer).ToArray();
        Assert.Equal(expected.GetArrayLength(), actual.Length);
        foreach (var (entry, chopped) in expected.EnumerateArray().Zip(actual))
        {
            Assert.Equal(entry[0].GetInt32(), chopped.Sample);
            Assert.Equal(entry[1].GetInt32(), chopped.Neuron);
            Assert.Equal(1, chopped.Norm / entry[2].GetDouble(), 1e-9);
        }
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++)
        {
            Assert.True(expected[k] == actual[k] || Math.Abs(expected[k] - actual[k]) <= Precision * Math.Max(1, Math.Abs(expected[k])), $"[{k}]: {expected[k]} expected, {actual[k]} found");
        }
    }
}
