using Bss2.Messages.Experiment;
using Bss2.Trainer.FrontEnd;

namespace Bss2.Trainer.Measuring;

/// <summary>The postsynaptic potential of the numerics.</summary>
internal static class ModelPsp
{
    private const double Microsecond = 1e-6;

    /// <summary>Highest membrane after one spike through a weight of 1, model units: 0.3874 at 10 and 10 us and a time step of 1 us.</summary>
    public static double HeightPerWeight(CircuitTargets profile, double dt, int steps)
    {
        var experiment = new Experiment(dt);
        var input = new InputNeuron(1, experiment);
        var synapse = new Synapse(1, 1, experiment);
        synapse.Weight.Values[0] = 1;
        var layer = new ReadoutNeuron(1, experiment)
        {
            Leak = new MixedHXModelParameter(0, profile.LeakLsb),
            TauMem = profile.MembraneTimeConstantMicroseconds * Microsecond,
            TauSyn = profile.ExcitatoryTimeConstantMicroseconds * Microsecond,
        };
        var handle = layer.Forward(synapse.Forward(input.Handle));
        var pass = experiment.CreatePass();
        pass.Begin(steps, 1);
        pass.Input(input).Row(0, 0)[0] = 1;
        experiment.Run(pass);
        var highest = 0f;
        for (var row = 0; row < steps; row++)
        {
            highest = Math.Max(highest, pass[handle.MembraneCadc].Row(row, 0)[0]);
        }

        return highest;
    }
}
