using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Hagen;

/// <summary>What the noise of one population's results is keyed by, and how large it is.</summary>
/// <remarks>
/// Counters of a block of four words: (vector, group, population, update). A vector counts on through the batch: position of the sample times vectors of a sample,
/// plus its number. Eight blocks, groups 8g..8g + 7, serve the 32 neurons 32g..32g + 31: the two deviates of words 0 and 1 go to neurons lane and 8 + lane,
/// those of words 2 and 3 to 16 + lane and 24 + lane.
/// </remarks>
/// <param name="Key">Seed, phase, chip and purpose.</param>
/// <param name="FirstVector">Number of the first vector within the batch.</param>
/// <param name="Population">Index of the population, which tells passes apart.</param>
/// <param name="Update">The run's update.</param>
/// <param name="SigmaLsb">Sigma of small results, LSB; 0 for none.</param>
internal readonly record struct ResultNoise(StreamKey Key, uint FirstVector, uint Population, uint Update, float SigmaLsb)
{
    public static ResultNoise Of(RunKey run, ChipSettings settings, long firstVector, int population) => new(
        StreamKey.ForRun(run, settings.Serial, NoisePurpose.MultiplyNoise),
        (uint)firstVector,
        (uint)population,
        (uint)run.Update,
        settings.Enabled.HasFlag(Imperfections.CadcNoise) ? MultiplyFormula.NoiseSigmaLsb : 0);
}
