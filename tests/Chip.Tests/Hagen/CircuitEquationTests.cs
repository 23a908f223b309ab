using Bss2.Chip.Circuits;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Tests.Hagen;

/// <summary>The algebraic form against the circuit that it stands for: two synaptic lines, their amplifiers, a membrane without leak.</summary>
public sealed class CircuitEquationTests
{
    private const double StepMicroseconds = 0.004;
    private const int StepsPerEvent = 10;
    private const double SettleMicroseconds = 4;

    [Fact]
    public void A_membrane_integrates_what_the_product_says()
    {
        const int Inputs = 128, Outputs = 6, Vectors = 4;
        var network = Products.Single(Inputs, Outputs);
        var configuration = Products.Configuration(network, Imperfections.None);
        var block = Products.Block(network, 0, Vectors);
        var results = Products.Run(configuration, block).Results[0].Values;
        var compared = 0;
        for (var at = 0; at < results.Length; at++)
        {
            var (vector, neuron) = (at / Outputs, at % Outputs);
            var integrated = Integrate(
                [.. block.Vectors[0].Values[(vector * Inputs)..((vector + 1) * Inputs)].Select(x => (int)x)],
                [.. configuration.Weights[0].Values[(neuron * Inputs)..((neuron + 1) * Inputs)].Select(w => (int)w)]);
            if (Math.Abs(results[at]) <= 40)
            {
                // Half a step of the read-out, the bend of amplifiers that are driven to a fifth, and a fifteenth where potentials near their ends.
                Assert.InRange(integrated - (results[at] + 0.5), -0.5 - (0.07 * (Math.Abs(results[at]) + 5)), 0.5 + (0.07 * (Math.Abs(results[at]) + 5)));
                compared++;
            }
        }

        Assert.True(compared >= 10, $"{compared} of {results.Length} results are small enough");
    }

    [Theory]
    [InlineData(63, 100, 110)]
    [InlineData(-63, -112, -88)]
    public void A_membrane_ends_where_the_read_out_does(int weight, double low, double high)
    {
        var end = Integrate([.. Enumerable.Repeat(31, 128)], [.. Enumerable.Repeat(weight, 128)]);
        Assert.InRange(end, low, high);
    }

    /// <summary>What the membrane has moved when all events are over, LSB: dI/dt = −I/tau_s and a step for each event, du/dt = I_exc·f(228 − u) − I_inh·f(u − 29).</summary>
    private static double Integrate(int[] lengths, int[] weights)
    {
        var targets = CircuitTargets.Hagen;
        var limit = CircuitConstants.LineSaturation * targets.SynapticInputGm / CircuitConstants.ReferenceGm;
        var decay = Math.Exp(-StepMicroseconds / targets.ExcitatoryTimeConstantMicroseconds);

        // Calibration sets the DAC so that an event of length 1 and weight 1 moves the membrane by 0.002 LSB.
        var charge = 0.002 / targets.ExcitatoryTimeConstantMicroseconds;
        var (excitatory, inhibitory, membrane) = (0.0, 0.0, targets.LeakLsb);
        var steps = (lengths.Length * StepsPerEvent) + (int)(SettleMicroseconds / StepMicroseconds);
        for (var step = 0; step < steps; step++)
        {
            if (step % StepsPerEvent == 0 && step / StepsPerEvent is var row && row < lengths.Length)
            {
                var amount = charge * lengths[row] * Math.Abs(weights[row]);
                (excitatory, inhibitory) = weights[row] < 0 ? (excitatory, inhibitory + amount) : (excitatory + amount, inhibitory);
            }

            var up = limit * Math.Tanh(excitatory / limit) * Grip(CircuitConstants.UpperLimitLsb - membrane);
            var down = limit * Math.Tanh(inhibitory / limit) * Grip(membrane - CircuitConstants.InhibitoryFloorLsb);
            membrane = Math.Clamp(membrane + (StepMicroseconds * (up - down)), CircuitConstants.LowerLimitLsb, CircuitConstants.UpperLimitLsb);
            (excitatory, inhibitory) = (excitatory * decay, inhibitory * decay);
        }

        return membrane - targets.LeakLsb;
    }

    private static double Grip(double distance) => distance > 0 ? 1 - Math.Exp(-distance / CircuitConstants.KneeLsb) : 0;
}
