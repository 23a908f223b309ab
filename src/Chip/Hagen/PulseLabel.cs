namespace Bss2.Chip.Hagen;

/// <summary>
/// How an activation travels: as the low five bits of a synapse label that the driver turns into the length of its pulse, 32 − a for an activation a of 1..31
/// (hxtorch mac.cpp). An activation of 0 is no event at all, which stands here as label 0.
/// </summary>
internal static class PulseLabel
{
    private const int Lengths = 32;

    /// <summary>No event.</summary>
    public const byte None = 0;

    /// <summary>Labels of activations.</summary>
    public static void Encode(ReadOnlySpan<sbyte> activations, Span<byte> labels)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)(activations[i] == 0 ? None : Lengths - activations[i]);
        }
    }

    /// <summary>Lengths of pulses, 0 for no event.</summary>
    public static void Decode(ReadOnlySpan<byte> labels, Span<float> lengths)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            lengths[i] = (Lengths - labels[i]) & (Lengths - 1);
        }
    }

    /// <summary>Events among labels.</summary>
    public static long Events(ReadOnlySpan<byte> labels) => labels.Length - labels.Count(None);
}
