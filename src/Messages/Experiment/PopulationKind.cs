namespace Bss2.Messages.Experiment;

/// <summary>What a population's neurons do.</summary>
public enum PopulationKind
{
    /// <summary>Spikes come from outside; no circuit.</summary>
    Input = 0,

    /// <summary>Current-based leaky integrate-and-fire circuits.</summary>
    LeakyIntegrateAndFire = 1,

    /// <summary>Leaky integrators: the comparator is off.</summary>
    LeakyIntegrator = 2,

    /// <summary>
    /// Circuits in matrix-multiply (hagen) mode: they integrate without leak and are read out once for each vector. They take turns on the array, so they
    /// may be more than the chip's circuits; no other circuits may share their chip.
    /// </summary>
    Integrator = 3,
}
