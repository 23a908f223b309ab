using Bss2.Messages.Experiment;

namespace Bss2.Messages.Tests.Experiment;

public sealed class CircuitTargetsTests
{
    [Fact]
    public void Profiles_differ_only_in_threshold_time_constants_and_bias()
    {
        Assert.Equal(
            CircuitTargets.Spiking with
            {
                ThresholdLsb = 150,
                MembraneTimeConstantMicroseconds = 6,
                ExcitatoryTimeConstantMicroseconds = 6,
                InhibitoryTimeConstantMicroseconds = 6,
                SynapseDacBias = 1000,
            },
            CircuitTargets.Spiking2);
        Assert.Equal((80.0, 80.0, 125.0, 600), (CircuitTargets.Spiking.LeakLsb, CircuitTargets.Spiking.ResetLsb, CircuitTargets.Spiking.ThresholdLsb, CircuitTargets.Spiking.SynapseDacBias));
    }
}
