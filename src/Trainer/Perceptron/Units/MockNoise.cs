using Bss2.Chip.Randomness;

namespace Bss2.Trainer.Perceptron;

/// <summary>What the mock's noise of one tile is drawn from.</summary>
/// <remarks>
/// Counters of a block of four words: (vector, group, product and tile, update). Eight blocks, groups 8g..8g + 7, serve the 32 columns 32g..32g + 31: the two
/// deviates of words 0 and 1 go to columns lane and 8 + lane, those of words 2 and 3 to 16 + lane and 24 + lane.
/// </remarks>
/// <param name="Key">Seed and phase.</param>
/// <param name="FirstVector">Number of the first vector within the batch.</param>
/// <param name="Tile">Number of the product within its pass, times 2^16, plus that of the tile.</param>
/// <param name="Update">The run's update.</param>
/// <param name="Sigma">Standard deviation, LSB; 0 for none.</param>
internal readonly record struct MockNoise(StreamKey Key, uint FirstVector, uint Tile, uint Update, float Sigma);
