namespace Bss2.Trainer.LeakyNetworks;

/// <summary>What a spike does to its neuron's membrane.</summary>
public enum ResetMechanism
{
    /// <summary>The threshold is subtracted.</summary>
    Subtract,

    /// <summary>The membrane is set to zero; each neuron model says what becomes of the input of that step.</summary>
    Zero,

    /// <summary>Nothing: pure integration, the neuron spikes in every step that finds it above the threshold.</summary>
    None,
}
