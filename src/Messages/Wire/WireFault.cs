namespace Bss2.Messages.Wire;

/// <summary>Why bytes were refused. Malformed bytes are an event of everyday operation, so they are reported as a value and never thrown.</summary>
/// <param name="Offset">Offset of the refused value in the message; for a fault between fields, of the record that holds them.</param>
/// <param name="Field">Path of the field, e.g. <c>rack-configuration/4.Network.Populations[3].Size</c>; empty outside any message.</param>
/// <param name="Expected">What is permitted there.</param>
/// <param name="Found">What was there.</param>
public sealed record WireFault(int Offset, string Field, string Expected, string Found)
{
    public override string ToString() =>
        Field.Length == 0
            ? $"Byte {Offset}: expected {Expected}, found {Found}."
            : $"Byte {Offset}, {Field}: expected {Expected}, found {Found}.";

    /// <summary>The same fault seen from the record or list that holds the faulty value.</summary>
    internal WireFault Within(string step) =>
        this with { Field = Field.Length == 0 || Field[0] == '[' ? step + Field : step + "." + Field };
}
