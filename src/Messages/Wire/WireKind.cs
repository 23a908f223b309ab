namespace Bss2.Messages.Wire;

/// <summary>What a MessagePack value is, whatever the width of its encoding.</summary>
internal enum WireKind
{
    /// <summary>No value: the end of the bytes, or 0xc1, which MessagePack never uses.</summary>
    None,
    Nil,
    Boolean,
    Unsigned,
    Signed,
    Single,
    Double,
    String,
    Binary,
    Array,
    Map,

    /// <summary>Application type with a length field; skipped, never read.</summary>
    Extension,

    /// <summary>Application type of 1, 2, 4, 8 or 16 bytes; skipped, never read.</summary>
    FixedExtension,
}
