namespace Bss2.Chip.Circuits;

/// <summary>One open node of the crossbar: passes the events whose label, under the mask, equals the target.</summary>
/// <param name="Input">Crossbar input 0..19.</param>
/// <param name="Output">Crossbar output 0..11.</param>
/// <param name="Mask">14 bits: which label bits are compared.</param>
/// <param name="Target">14 bits: their values.</param>
internal readonly record struct CrossbarNode(int Input, int Output, int Mask, int Target)
{
    /// <summary>Whether an event with this label passes.</summary>
    public bool Passes(int label) => (label & Mask) == Target;
}
