namespace Bss2.Messages.Experiment;

/// <summary>One chip of a rack.</summary>
/// <param name="Name">1..64 letters, digits and hyphens, unique within the rack; layers are placed by it.</param>
/// <param name="Settings">The emulated chip; its serial number is unique within the rack, too.</param>
public sealed record RackChip(string Name, ChipSettings Settings);
