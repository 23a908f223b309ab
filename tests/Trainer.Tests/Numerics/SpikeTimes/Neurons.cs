using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

/// <summary>Single neurons through the public passes.</summary>
internal static class Neurons
{
    /// <summary>A neuron with time constants of the given ratio and τ_s = 1.</summary>
    public static SpikeTimeNeuron WithRatio(double ratio, double threshold = 1) =>
        new() { MembraneTimeConstant = ratio, SynapticTimeConstant = 1, Threshold = threshold, LeakConductance = 1 / ratio };

    /// <summary>Spike time of one neuron, and its derivatives by weights and input times; at the given time if there is one.</summary>
    public static (double Time, double[] ByWeight, double[] ByTime) Single(SpikeTimeNeuron neuron, double[] inputs, double[] weights, double? given = null)
    {
        var network = new SpikeTimeNetwork(neuron, inputs.Length, [new SpikeTimeLayer(1)]);
        var parameters = new SpikeTimeParameters(network);
        parameters.SetWeights(0, weights);
        var workspace = new SpikeTimeWorkspace(network, 1, inputGradients: true);
        inputs.CopyTo(workspace.Inputs);
        if (given is { } time)
        {
            workspace.Times(0)[0] = time;
            workspace.Assume(parameters, 1);
        }
        else
        {
            workspace.Forward(parameters, 1);
        }

        workspace.Errors[0] = 1;
        var gradients = new SpikeTimeGradients(network);
        workspace.Backward(parameters, gradients);
        return (workspace.Times(0)[0], gradients.Weights(0), workspace.InputErrors.ToArray());
    }
}
