namespace Bss2.Chip.Randomness;

/// <summary>What a random number is for. Each purpose has its own stream, so that switching one effect off leaves all others as they were.</summary>
/// <remarks>Numbers are permanent: changing one changes every chip.</remarks>
public enum NoisePurpose : uint
{
    // Fixed pattern: keyed by the chip serial alone.
    LeakMismatch = 1,
    ResetMismatch = 2,
    ThresholdMismatch = 3,
    MembraneTimeConstantMismatch = 4,
    ExcitatoryTimeConstantMismatch = 5,
    InhibitoryTimeConstantMismatch = 6,
    ExcitatoryStrengthMismatch = 7,
    InhibitoryStrengthMismatch = 8,
    ChipStrengthMismatch = 9,
    QuadrantStrengthMismatch = 10,
    DriverStrengthMismatch = 11,
    SynapseStrengthMismatch = 12,
    WeightNonlinearityMismatch = 13,
    OffsetCurrentMismatch = 14,
    CadcOffsetMismatch = 15,
    CadcGainMismatch = 16,
    ColumnSlopeMismatch = 17,
    CapacitanceMismatch = 18,
    MadcOffsetMismatch = 19,

    // Trial to trial: keyed by seed, serial, phase, update, sample, neuron and time.
    MembraneNoise = 32,
    ThresholdNoise = 33,
    RunOffsetNoise = 34,
    CadcNoise = 35,
    CadcPhaseNoise = 36,
    LinkJitterNoise = 37,
    MadcNoise = 38,
    MadcPhaseNoise = 39,
    MultiplyNoise = 40,

    // Trainer: keyed by the seed.
    InitialWeights = 64,
    Shuffling = 65,
}
