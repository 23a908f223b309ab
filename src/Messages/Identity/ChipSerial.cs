namespace Bss2.Messages.Identity;

/// <summary>Serial number of an emulated chip. Mismatch is a pure function of it.</summary>
public readonly record struct ChipSerial(int Value);
