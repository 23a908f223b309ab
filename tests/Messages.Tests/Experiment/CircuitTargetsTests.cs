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

    [Fact]
    public void The_profile_of_matrix_multiplication_has_the_values_of_its_calibration()
    {
        var hagen = CircuitTargets.Hagen;
        Assert.Equal((120.0, 120.0, 60.0, 0.32, 0.32), (hagen.LeakLsb, hagen.ResetLsb, hagen.MembraneTimeConstantMicroseconds, hagen.ExcitatoryTimeConstantMicroseconds, hagen.InhibitoryTimeConstantMicroseconds));
        Assert.Equal((450, 1022, 63), (hagen.SynapticInputGm, hagen.SynapseDacBias, hagen.MembraneCapacitance));
    }
}
