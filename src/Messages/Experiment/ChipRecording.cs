namespace Bss2.Messages.Experiment;

/// <summary>Event: what one chip of a rack recorded while a block ran.</summary>
/// <param name="Chip">Index of the chip in its <see cref="RackConfiguration"/>.</param>
/// <param name="Recording">The populations on this chip alone, by their index in the whole network.</param>
public sealed record ChipRecording(int Chip, BlockRecording Recording);
