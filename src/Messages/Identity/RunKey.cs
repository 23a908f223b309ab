namespace Bss2.Messages.Identity;

/// <summary>Why a run happens; part of the key of its noise, so that a test does not disturb the training that follows it.</summary>
public enum RunPhase
{
    /// <summary>A batch of an update.</summary>
    Train = 0,

    /// <summary>A batch of the test set.</summary>
    Test = 1,

    /// <summary>Pictures: decision maps, rasters.</summary>
    Probe = 2,

    /// <summary>Measurements on a chip.</summary>
    Measure = 3,

    /// <summary>A batch of the validation set.</summary>
    Validate = 4,
}

/// <summary>What trial-to-trial noise depends on besides chip serial, purpose, sample position, neuron and time.</summary>
/// <param name="Seed">The user's seed.</param>
/// <param name="Phase">Why the run happens.</param>
/// <param name="Update">Train: count of optimiser steps before this run. Test, validate and probe: epochs trained before. Measure: the measurement's own count.</param>
public readonly record struct RunKey(ulong Seed, RunPhase Phase, int Update);
