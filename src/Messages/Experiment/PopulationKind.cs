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
}
