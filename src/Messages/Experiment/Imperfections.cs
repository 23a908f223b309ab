namespace Bss2.Messages.Experiment;

/// <summary>What makes an emulated chip differ from ideal circuits; each can be switched off by name.</summary>
[Flags]
public enum Imperfections : uint
{
    None = 0,

    // Fixed pattern: a function of the chip serial.
    Leak = 1u << 0,
    Reset = 1u << 1,
    Threshold = 1u << 2,
    MembraneTimeConstant = 1u << 3,
    SynapticTimeConstant = 1u << 4,
    NeuronStrength = 1u << 5,
    ChipStrength = 1u << 6,
    QuadrantStrength = 1u << 7,
    DriverStrength = 1u << 8,
    SynapseStrength = 1u << 9,
    ColumnSlope = 1u << 10,
    WeightNonlinearity = 1u << 11,
    OffsetCurrent = 1u << 12,
    CadcOffset = 1u << 13,
    CadcGain = 1u << 14,

    // Trial to trial.
    MembraneNoise = 1u << 15,
    ThresholdNoise = 1u << 16,
    RunOffset = 1u << 17,
    CadcNoise = 1u << 18,
    CadcPhase = 1u << 19,

    // Circuit limits, no randomness.
    LineSaturation = 1u << 20,
    MembraneRange = 1u << 21,
    EventQueues = 1u << 22,
    Latency = 1u << 23,

    // Trial to trial, between the chips of a rack.
    LinkJitter = 1u << 24,

    // Membrane ADC: its offset is fixed pattern, noise and phase differ from trial to trial.
    MadcOffset = 1u << 25,
    MadcNoise = 1u << 26,
    MadcPhase = 1u << 27,

    /// <summary>What depends on the chip serial.</summary>
    Mismatch = Leak | Reset | Threshold | MembraneTimeConstant | SynapticTimeConstant | NeuronStrength | ChipStrength | QuadrantStrength
        | DriverStrength | SynapseStrength | ColumnSlope | WeightNonlinearity | OffsetCurrent | CadcOffset | CadcGain | MadcOffset,

    /// <summary>What differs from trial to trial.</summary>
    Noise = MembraneNoise | ThresholdNoise | RunOffset | CadcNoise | CadcPhase | LinkJitter | MadcNoise | MadcPhase,

    /// <summary>What limits every chip alike.</summary>
    Limits = LineSaturation | MembraneRange | EventQueues | Latency,

    All = Mismatch | Noise | Limits,
}
