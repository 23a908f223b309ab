using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Bss2.Messages.Wire;

/// <summary>Writes MessagePack values, each in its smallest encoding, to a growing buffer.</summary>
/// <remarks>The caller keeps the counts that it announces: a map of n is followed by n keys and n values.</remarks>
/// <param name="output">Where the bytes go; the writer holds no bytes back.</param>
public readonly ref struct MessagePackWriter(IBufferWriter<byte> output)
{
    public void WriteNil() => WriteByte(Format.Nil);

    public void WriteBoolean(bool value) => WriteByte(value ? Format.True : Format.False);

    public void WriteInt64(long value)
    {
        if (value >= 0) WriteUInt64((ulong)value);
        else if (value >= -32) WriteByte((byte)value);
        else if (value >= sbyte.MinValue) WriteHead(Format.Int8, 1, (ulong)value);
        else if (value >= short.MinValue) WriteHead(Format.Int16, 2, (ulong)value);
        else if (value >= int.MinValue) WriteHead(Format.Int32, 4, (ulong)value);
        else WriteHead(Format.Int64, 8, (ulong)value);
    }

    public void WriteUInt64(ulong value)
    {
        if (value <= Format.PositiveFixIntMax) WriteByte((byte)value);
        else if (value <= byte.MaxValue) WriteHead(Format.UInt8, 1, value);
        else if (value <= ushort.MaxValue) WriteHead(Format.UInt16, 2, value);
        else if (value <= uint.MaxValue) WriteHead(Format.UInt32, 4, value);
        else WriteHead(Format.UInt64, 8, value);
    }

    public void WriteSingle(float value) => WriteHead(Format.Float32, 4, BitConverter.SingleToUInt32Bits(value));

    public void WriteDouble(double value) => WriteHead(Format.Float64, 8, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Writes text as UTF-8; a lone surrogate becomes U+FFFD, because MessagePack text is Unicode.</summary>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int length = Encoding.UTF8.GetByteCount(value);
        if (length <= Format.FixStrLength) WriteByte((byte)(Format.FixStr | length));
        else if (length <= byte.MaxValue) WriteHead(Format.Str8, 1, (ulong)length);
        else if (length <= ushort.MaxValue) WriteHead(Format.Str16, 2, (ulong)length);
        else WriteHead(Format.Str32, 4, (ulong)length);
        Encoding.UTF8.GetBytes(value, output.GetSpan(length));
        output.Advance(length);
    }

    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteBinaryHeader(value.Length);
        output.Write(value);
    }

    /// <summary>Writes numbers as <c>bin</c>, little-endian and without padding: one copy, whatever their count.</summary>
    public void WriteNumbers<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        int length = checked(values.Length * Unsafe.SizeOf<T>());
        WriteBinaryHeader(length);
        LittleEndian.Write(values, output.GetSpan(length)[..length]);
        output.Advance(length);
    }

    /// <summary>Announces <paramref name="count"/> values.</summary>
    public void WriteArrayHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= Format.FixArrayCount) WriteByte((byte)(Format.FixArray | count));
        else if (count <= ushort.MaxValue) WriteHead(Format.Array16, 2, (ulong)count);
        else WriteHead(Format.Array32, 4, (ulong)count);
    }

    /// <summary>Announces <paramref name="count"/> pairs of key and value.</summary>
    public void WriteMapHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= Format.FixMapCount) WriteByte((byte)(Format.FixMap | count));
        else if (count <= ushort.MaxValue) WriteHead(Format.Map16, 2, (ulong)count);
        else WriteHead(Format.Map32, 4, (ulong)count);
    }

    private void WriteBinaryHeader(int length)
    {
        if (length <= byte.MaxValue) WriteHead(Format.Bin8, 1, (ulong)length);
        else if (length <= ushort.MaxValue) WriteHead(Format.Bin16, 2, (ulong)length);
        else WriteHead(Format.Bin32, 4, (ulong)length);
    }

    private void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    /// <summary>Writes a format byte and the low <paramref name="width"/> bytes of a number, big-endian as MessagePack wants them.</summary>
    private void WriteHead(byte format, int width, ulong bits)
    {
        Span<byte> span = output.GetSpan(1 + sizeof(ulong));
        span[0] = format;
        BinaryPrimitives.WriteUInt64BigEndian(span[1..], bits << (64 - (8 * width)));
        output.Advance(1 + width);
    }
}
