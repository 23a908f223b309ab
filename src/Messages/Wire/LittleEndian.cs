using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Bss2.Messages.Wire;

/// <summary>Numeric arrays as little-endian bytes, the order of every processor that the project runs on today.</summary>
internal static class LittleEndian
{
    /// <summary>Copies numbers into bytes. <paramref name="bytes"/> has exactly the size of <paramref name="values"/>.</summary>
    public static void Write<T>(ReadOnlySpan<T> values, Span<byte> bytes)
        where T : unmanaged
    {
        MemoryMarshal.AsBytes(values).CopyTo(bytes);
        if (!BitConverter.IsLittleEndian) ReverseEach(bytes, Unsafe.SizeOf<T>());
    }

    /// <summary>Copies bytes into numbers. <paramref name="values"/> has exactly the size of <paramref name="bytes"/>.</summary>
    public static void Read<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged
    {
        bytes.CopyTo(MemoryMarshal.AsBytes(values));
        if (!BitConverter.IsLittleEndian) ReverseEach(MemoryMarshal.AsBytes(values), Unsafe.SizeOf<T>());
    }

    /// <summary>Turns the byte order of each element round.</summary>
    public static void ReverseEach(Span<byte> bytes, int elementSize)
    {
        for (int at = 0; at < bytes.Length; at += elementSize) bytes.Slice(at, elementSize).Reverse();
    }
}
