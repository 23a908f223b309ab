using System.Buffers.Binary;

namespace Bss2.Nodes.Pictures;

/// <summary>
/// An RGB image as PNG bytes (ISO/IEC 15948) without compression: the bytes depend on the pixels alone, not on a compression library.
/// </summary>
internal static class PngImage
{
    private const int LargestStoredBlock = 65535;
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="pixels">[row from the top, column, red green blue].</param>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> pixels)
    {
        if (width < 1 || height < 1 || pixels.Length != 3L * width * height)
        {
            throw new ArgumentException($"An image of {width} x {height} pixels needs {3L * width * height} bytes and at least one pixel, not {pixels.Length}.", nameof(pixels));
        }

        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits for each colour
        header[9] = 2; // RGB
        WritePart(file, "IHDR"u8, header);
        WritePart(file, "IDAT"u8, Stored(Lines(width, height, pixels)));
        WritePart(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Lines(int width, int height, ReadOnlySpan<byte> pixels)
    {
        // Each line begins with its filter: 0, none.
        var stride = 3 * width;
        var lines = new byte[height * (stride + 1)];
        for (var y = 0; y < height; y++)
        {
            pixels.Slice(y * stride, stride).CopyTo(lines.AsSpan((y * (stride + 1)) + 1));
        }

        return lines;
    }

    private static byte[] Stored(byte[] data)
    {
        using var stream = new MemoryStream();
        stream.Write([0x78, 0x01]);
        Span<byte> word = stackalloc byte[4];
        for (var from = 0; from < data.Length; from += LargestStoredBlock)
        {
            var length = Math.Min(LargestStoredBlock, data.Length - from);
            stream.WriteByte((byte)(from + length == data.Length ? 1 : 0));
            BinaryPrimitives.WriteUInt16LittleEndian(word, (ushort)length);
            BinaryPrimitives.WriteUInt16LittleEndian(word[2..], (ushort)~length);
            stream.Write(word);
            stream.Write(data, from, length);
        }

        BinaryPrimitives.WriteUInt32BigEndian(word, Adler32(data));
        stream.Write(word);
        return stream.ToArray();
    }

    private static void WritePart(MemoryStream file, ReadOnlySpan<byte> name, byte[] content)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, content.Length);
        file.Write(word);
        file.Write(name);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(word, ~Crc32(Crc32(uint.MaxValue, name), content));
        file.Write(word);
    }

    private static uint Adler32(ReadOnlySpan<byte> data)
    {
        var (a, b) = (1u, 0u);
        foreach (var value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }

    private static uint Crc32(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return crc;
    }
}
