namespace Bss2.Actors.Dispatch;

/// <summary>FNV-1a, 64 bit, over whole words or UTF-16 units: the same in every process, unlike <see cref="string.GetHashCode()"/>.</summary>
internal static class StableHash
{
    public const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Add(ulong hash, ulong word)
    {
        for (var shift = 0; shift < 64; shift += 8)
            hash = (hash ^ ((word >> shift) & 0xFF)) * Prime;
        return hash;
    }

    public static ulong Of(string text)
    {
        var hash = Start;
        foreach (var unit in text)
            hash = (hash ^ unit) * Prime;
        return hash;
    }
}
