namespace Bss2.Chip.Placement;

/// <summary>A network, its weights or the chip's settings do not fit an emulated chip. All faults are found before it is thrown.</summary>
/// <param name="faults">One sentence each: what does not fit, the actual and permitted values, and how to mend it.</param>
public sealed class PlacementException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>One sentence for each fault.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
