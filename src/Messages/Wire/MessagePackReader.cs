using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Bss2.Messages.Wire;

/// <summary>Reads MessagePack values from bytes that may come from anywhere.</summary>
/// <remarks>
/// Nothing here throws on malformed bytes. The first fault sticks: from then on every read gives a default value, so a caller may read a whole
/// record and look at <see cref="Failed"/> once; loops look at it in each turn. Length fields are compared with the bytes that are really there before
/// anything is allocated. Values are accepted in any width that MessagePack permits, not only in the smallest.
/// </remarks>
public ref struct MessagePackReader
{
    /// <summary>How deep a skipped value may be nested. The deepest message of the catalogue needs 8.</summary>
    public const int MaximumDepth = 32;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _offset;
    private int _valueOffset;

    public MessagePackReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The first fault, or null.</summary>
    public WireFault? Fault { get; private set; }

    public readonly bool Failed => Fault is not null;

    /// <summary>Bytes read so far; the length of the message after a fault.</summary>
    public readonly int Offset => _offset;

    public readonly int Remaining => _bytes.Length - _offset;

    /// <summary>Consumes a nil if the next value is one.</summary>
    public bool TryReadNil()
    {
        if (Remaining == 0 || _bytes[_offset] != Format.Nil) return false;
        _offset++;
        return true;
    }

    public bool ReadBoolean() => ReadBits(WireKind.Boolean, "a boolean") != 0;

    public long ReadInt64()
    {
        (WireKind kind, ulong bits) = ReadHead();
        if (kind == WireKind.Signed || (kind == WireKind.Unsigned && bits <= long.MaxValue)) return (long)bits;
        RefuseInteger(kind, bits, "an integer up to 9223372036854775807");
        return 0;
    }

    public ulong ReadUInt64()
    {
        (WireKind kind, ulong bits) = ReadHead();
        if (kind == WireKind.Unsigned || (kind == WireKind.Signed && (long)bits >= 0)) return bits;
        RefuseInteger(kind, bits, "an integer from 0 to 18446744073709551615");
        return 0;
    }

    /// <summary>An integer between two bounds, both permitted.</summary>
    public long ReadInt64(long minimum, long maximum)
    {
        (WireKind kind, ulong bits) = ReadHead();
        bool isInt64 = kind == WireKind.Signed || (kind == WireKind.Unsigned && bits <= long.MaxValue);
        if (isInt64 && (long)bits >= minimum && (long)bits <= maximum) return (long)bits;
        RefuseInteger(kind, bits, $"an integer in {minimum}..{maximum}");
        return 0;
    }

    /// <summary>An integer between two bounds, both permitted.</summary>
    public int ReadInt32(int minimum = int.MinValue, int maximum = int.MaxValue) => (int)ReadInt64(minimum, maximum);

    public float ReadSingle() => BitConverter.UInt32BitsToSingle((uint)ReadBits(WireKind.Single, "a float32"));

    /// <summary>A float64, or a float32 widened without loss.</summary>
    public double ReadDouble()
    {
        (WireKind kind, ulong bits) = ReadHead();
        if (kind == WireKind.Double) return BitConverter.UInt64BitsToDouble(bits);
        if (kind == WireKind.Single) return BitConverter.UInt32BitsToSingle((uint)bits);
        RefuseKind(kind, "a float64");
        return 0;
    }

    /// <summary>A number between two bounds, both permitted; NaN is outside of all bounds.</summary>
    public double ReadDouble(double minimum, double maximum)
    {
        double value = ReadDouble();
        if (Failed || (value >= minimum && value <= maximum)) return value;
        Refuse(
            string.Create(CultureInfo.InvariantCulture, $"a number in {minimum}..{maximum}"),
            value.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>Text of valid UTF-8; empty after a fault.</summary>
    public string ReadString()
    {
        ReadOnlySpan<byte> bytes = Take(ReadBits(WireKind.String, "text"));
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        Refuse("text in UTF-8", "bytes that are not UTF-8");
        return string.Empty;
    }

    /// <summary>A view of the bytes of a <c>bin</c> value.</summary>
    public ReadOnlySpan<byte> ReadBinary() => Take(ReadBits(WireKind.Binary, "a bin"));

    /// <summary>Numbers from a little-endian <c>bin</c>; empty after a fault.</summary>
    public T[] ReadNumbers<T>()
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        ReadOnlySpan<byte> bytes = ReadBinary();
        if (bytes.Length % size != 0)
        {
            Refuse($"a bin whose length is a multiple of {size}", $"{bytes.Length} bytes");
            return [];
        }

        T[] values = GC.AllocateUninitializedArray<T>(bytes.Length / size); // Overwritten at once.
        LittleEndian.Read<T>(bytes, values);
        return values;
    }

    /// <summary>Count of the values that follow. It is refused when the remaining bytes cannot hold them, so that the caller may allocate by it.</summary>
    /// <param name="minimumBytes">The least that one value takes.</param>
    public int ReadArrayHeader(int minimumBytes = 1) => CheckCount(ReadBits(WireKind.Array, "an array"), minimumBytes);

    /// <summary>Count of the pairs that follow, refused when the remaining bytes cannot hold them.</summary>
    public int ReadMapHeader() => CheckCount(ReadBits(WireKind.Map, "a map"), 2);

    /// <summary>Passes over one value of any type, nested at most <see cref="MaximumDepth"/> deep.</summary>
    public void Skip() => Skip(MaximumDepth);

    /// <summary>Records that the value last read is not permitted. Only the first fault counts.</summary>
    public void Refuse(string expected, string found) => Refuse(_valueOffset, string.Empty, expected, found);

    internal void Refuse(int offset, string field, string expected, string found)
    {
        Fault ??= new WireFault(offset, field, expected, found);
        _offset = _bytes.Length;
    }

    /// <summary>Called on the way out of nested records: the fault lies in <paramref name="step"/> of the record around it.</summary>
    internal void Within(string step) => Fault = Fault?.Within(step);

    private (WireKind Kind, ulong Bits) ReadHead()
    {
        _valueOffset = _offset;
        if (Remaining == 0)
        {
            Refuse("a value", "the end of the message");
            return default;
        }

        (WireKind kind, int width, ulong bits) = Format.Of(_bytes[_offset++]);
        if (width > Remaining)
        {
            Refuse($"{width} bytes after the format byte", $"{Remaining}");
            return default;
        }

        if (width > 0) bits = ReadBigEndian(kind, width);
        return (kind, bits);
    }

    private ulong ReadBigEndian(WireKind kind, int width)
    {
        ReadOnlySpan<byte> bytes = _bytes.Slice(_offset, width);
        _offset += width;
        bool signed = kind == WireKind.Signed;
        return width switch
        {
            1 => signed ? (ulong)(sbyte)bytes[0] : bytes[0],
            2 => signed ? (ulong)BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => signed ? (ulong)BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        };
    }

    private ulong ReadBits(WireKind wanted, string name)
    {
        (WireKind kind, ulong bits) = ReadHead();
        if (kind == wanted) return bits;
        RefuseKind(kind, name);
        return 0;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)Remaining)
        {
            Refuse($"{length} bytes of content", $"{Remaining}");
            return default;
        }

        ReadOnlySpan<byte> bytes = _bytes.Slice(_offset, (int)length);
        _offset += (int)length;
        return bytes;
    }

    private int CheckCount(ulong count, int minimumBytes)
    {
        if (count * (ulong)minimumBytes <= (ulong)Remaining) return (int)count;
        Refuse($"at least {count * (ulong)minimumBytes} bytes for {count} entries", $"{Remaining}");
        return 0;
    }

    private void Skip(int depth)
    {
        (WireKind kind, ulong bits) = ReadHead();
        switch (kind)
        {
            case WireKind.None:
                RefuseKind(kind, "a value");
                break;
            case WireKind.String or WireKind.Binary:
                Take(bits);
                break;
            case WireKind.Extension or WireKind.FixedExtension:
                Take(bits + 1); // The type byte stands before the content.
                break;
            case WireKind.Array or WireKind.Map:
                int perEntry = kind == WireKind.Map ? 2 : 1;
                int entries = CheckCount(bits, perEntry) * perEntry;
                if (entries > 0 && depth == 0) Refuse($"nesting of at most {MaximumDepth}", "deeper nesting");
                for (int i = 0; i < entries && !Failed; i++) Skip(depth - 1);
                break;
        }
    }

    private void RefuseKind(WireKind kind, string expected)
    {
        if (Failed) return;
        Refuse(expected, kind == WireKind.None ? "the byte 0xc1, which MessagePack never uses" : $"{kind} (format byte 0x{_bytes[_valueOffset]:x2})");
    }

    private void RefuseInteger(WireKind kind, ulong bits, string expected)
    {
        if (kind is WireKind.Unsigned) Refuse(expected, bits.ToString(CultureInfo.InvariantCulture));
        else if (kind is WireKind.Signed) Refuse(expected, ((long)bits).ToString(CultureInfo.InvariantCulture));
        else RefuseKind(kind, expected);
    }
}
