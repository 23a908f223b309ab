using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Bss2.Trainer.Training;

/// <summary>One array in NumPy's <c>.npy</c> format, version 1.0 (numpy.lib.format): magic, a header of text padded to 64 bytes, then the elements in row-major order, little-endian.</summary>
/// <param name="Name">Key in its archive.</param>
/// <param name="Type">NumPy's name of the element type: <c>&lt;f4</c>, <c>&lt;f8</c> or <c>&lt;i4</c>.</param>
/// <param name="Shape">Lengths of the axes.</param>
/// <param name="Data">The elements' bytes.</param>
public sealed record NpyArray(string Name, string Type, int[] Shape, byte[] Data)
{
    private const int Alignment = 64;
    private const int Preamble = 10;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    public static NpyArray Of(string name, float[] values, params int[] shape) => new(name, "<f4", shape, Bytes<float>(values));

    public static NpyArray Of(string name, double[] values, params int[] shape) => new(name, "<f8", shape, Bytes<double>(values));

    public static NpyArray Of(string name, int[] values, params int[] shape) => new(name, "<i4", shape, Bytes<int>(values));

    public float[] Singles() => Elements<float>("<f4");

    public double[] Doubles() => Elements<double>("<f8");

    public int[] Integers() => Elements<int>("<i4");

    internal byte[] Encode()
    {
        var shape = string.Join(", ", Shape.Select(n => n.ToString(CultureInfo.InvariantCulture))) + (Shape.Length == 1 ? "," : "");
        var header = $"{{'descr': '{Type}', 'fortran_order': False, 'shape': ({shape}), }}";
        var length = (Preamble + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[length + Data.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(length - Preamble));
        Encoding.ASCII.GetBytes(header.PadRight(length - Preamble - 1) + "\n", bytes.AsSpan(Preamble));
        Data.CopyTo(bytes, length);
        return bytes;
    }

    /// <exception cref="InvalidDataException">Not an array as this type writes it.</exception>
    internal static NpyArray Decode(string name, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Preamble || !bytes.StartsWith(Magic))
        {
            throw new InvalidDataException($"'{name}' does not start as a .npy array of version 1.0.");
        }

        var length = Preamble + BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (length > bytes.Length)
        {
            throw new InvalidDataException($"The header of '{name}' is cut off.");
        }

        var header = Encoding.ASCII.GetString(bytes[Preamble..length]);
        var type = Between(name, header, "'descr': '", "'");
        var shape = Between(name, header, "'shape': (", ")").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var axis)
                ? axis
                : throw new InvalidDataException($"'{n}' in the shape of '{name}' is no length.")).ToArray();
        var size = type switch { "<f4" or "<i4" => 4, "<f8" => 8, _ => throw new InvalidDataException($"'{name}' has elements of type {type}; permitted: <f4, <f8, <i4.") };
        var expected = shape.Aggregate((long)size, (a, b) => a * b);
        if (expected != bytes.Length - length || header.Contains("'fortran_order': True", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{name}' has {bytes.Length - length} bytes of elements where its header means {expected} in row-major order.");
        }

        return new NpyArray(name, type, shape, bytes[length..].ToArray());
    }

    private static string Between(string name, string header, string from, string to)
    {
        var start = header.IndexOf(from, StringComparison.Ordinal);
        var end = start < 0 ? -1 : header.IndexOf(to, start + from.Length, StringComparison.Ordinal);
        return end < 0 ? throw new InvalidDataException($"The header of '{name}' lacks {from}...{to}.") : header[(start + from.Length)..end];
    }

    private static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Arrays are kept in little-endian order, which this processor does not use.");
        }

        return MemoryMarshal.AsBytes(values).ToArray();
    }

    private T[] Elements<T>(string type)
        where T : unmanaged =>
        Type == type
            ? MemoryMarshal.Cast<byte, T>(Data).ToArray()
            : throw new InvalidDataException($"'{Name}' has elements of type {Type}, not {type}.");
}
