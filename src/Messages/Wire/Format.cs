namespace Bss2.Messages.Wire;

/// <summary>The first bytes of MessagePack values (MessagePack specification, section "Formats").</summary>
internal static class Format
{
    public const byte PositiveFixIntMax = 0x7f;
    public const byte FixMap = 0x80;
    public const byte FixMapMax = 0x8f;
    public const byte FixArray = 0x90;
    public const byte FixArrayMax = 0x9f;
    public const byte FixStr = 0xa0;
    public const byte FixStrMax = 0xbf;
    public const byte Nil = 0xc0;
    public const byte NeverUsed = 0xc1;
    public const byte False = 0xc2;
    public const byte True = 0xc3;
    public const byte Bin8 = 0xc4;
    public const byte Bin16 = 0xc5;
    public const byte Bin32 = 0xc6;
    public const byte Float32 = 0xca;
    public const byte Float64 = 0xcb;
    public const byte UInt8 = 0xcc;
    public const byte UInt16 = 0xcd;
    public const byte UInt32 = 0xce;
    public const byte UInt64 = 0xcf;
    public const byte Int8 = 0xd0;
    public const byte Int16 = 0xd1;
    public const byte Int32 = 0xd2;
    public const byte Int64 = 0xd3;
    public const byte Str8 = 0xd9;
    public const byte Str16 = 0xda;
    public const byte Str32 = 0xdb;
    public const byte Array16 = 0xdc;
    public const byte Array32 = 0xdd;
    public const byte Map16 = 0xde;
    public const byte Map32 = 0xdf;
    public const byte NegativeFixInt = 0xe0;

    /// <summary>Largest counts that fit the first byte.</summary>
    public const int FixMapCount = 15, FixArrayCount = 15, FixStrLength = 31;

    /// <summary>The formats 0xc0..0xdf in order: kind, and the number of big-endian bytes (value or length) after the first.</summary>
    private static readonly (WireKind Kind, byte Width)[] Table =
    [
        (WireKind.Nil, 0), (WireKind.None, 0), (WireKind.Boolean, 0), (WireKind.Boolean, 0),
        (WireKind.Binary, 1), (WireKind.Binary, 2), (WireKind.Binary, 4),
        (WireKind.Extension, 1), (WireKind.Extension, 2), (WireKind.Extension, 4),
        (WireKind.Single, 4), (WireKind.Double, 8),
        (WireKind.Unsigned, 1), (WireKind.Unsigned, 2), (WireKind.Unsigned, 4), (WireKind.Unsigned, 8),
        (WireKind.Signed, 1), (WireKind.Signed, 2), (WireKind.Signed, 4), (WireKind.Signed, 8),
        (WireKind.FixedExtension, 0), (WireKind.FixedExtension, 0), (WireKind.FixedExtension, 0), (WireKind.FixedExtension, 0), (WireKind.FixedExtension, 0),
        (WireKind.String, 1), (WireKind.String, 2), (WireKind.String, 4),
        (WireKind.Array, 2), (WireKind.Array, 4), (WireKind.Map, 2), (WireKind.Map, 4),
    ];

    /// <summary>Kind of a format byte, the bytes that follow it, and the value or length that the byte itself holds.</summary>
    public static (WireKind Kind, int Width, ulong Inline) Of(byte format) => format switch
    {
        <= PositiveFixIntMax => (WireKind.Unsigned, 0, format),
        <= FixMapMax => (WireKind.Map, 0, (ulong)(format & 0x0f)),
        <= FixArrayMax => (WireKind.Array, 0, (ulong)(format & 0x0f)),
        <= FixStrMax => (WireKind.String, 0, (ulong)(format & 0x1f)),
        >= NegativeFixInt => (WireKind.Signed, 0, unchecked((ulong)(sbyte)format)),
        _ => OfTable(format),
    };

    private static (WireKind Kind, int Width, ulong Inline) OfTable(byte format)
    {
        const byte FixExt1 = 0xd4;
        (WireKind kind, byte width) = Table[format - Nil];
        ulong inline = kind switch
        {
            WireKind.Boolean => (ulong)(format - False),
            WireKind.FixedExtension => 1ul << (format - FixExt1),
            _ => 0,
        };
        return (kind, width, inline);
    }
}
