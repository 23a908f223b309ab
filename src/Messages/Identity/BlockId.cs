namespace Bss2.Messages.Identity;

/// <summary>Identity of a block of consecutive samples of one run. A result is applied once, whatever the number of attempts.</summary>
/// <param name="Run">Number of the run, unique within a training.</param>
/// <param name="Block">Number of the block within the run, 0-based.</param>
/// <param name="Attempt">0 for the first sending, one more for each further one.</param>
public readonly record struct BlockId(long Run, int Block, int Attempt);
