namespace Bss2.Messages.Wire;

/// <summary>Walks the numbered fields of a record: passes over unknown numbers, refuses a number that comes twice or never.</summary>
/// <remarks>A codec switches over <see cref="Number"/> while <see cref="Next"/> is true and looks at the reader's fault afterwards.</remarks>
internal struct FieldCursor
{
    private readonly string[] _names;
    private readonly int _offset;
    private int _left;
    private uint _seen;

    /// <param name="reader">Stands before the record's map.</param>
    /// <param name="names">Names of the fields by number, at most 32; a number is never given to another field.</param>
    public FieldCursor(ref MessagePackReader reader, string[] names)
    {
        _names = names;
        _offset = reader.Offset;
        _left = reader.ReadMapHeader();
        Number = -1;
    }

    /// <summary>Number of the field whose value comes next.</summary>
    public int Number { get; private set; }

    public bool Next(ref MessagePackReader reader)
    {
        if (reader.Failed)
        {
            if (Number >= 0) reader.Within(_names[Number]);
            return false;
        }

        while (_left > 0)
        {
            _left--;
            Number = -1;
            long number = reader.ReadInt64();
            if (reader.Failed) return false;
            if (number >= 0 && number < _names.Length) return Enter((int)number, ref reader);
            reader.Skip();
            if (reader.Failed) return false;
        }

        for (int number = 0; number < _names.Length; number++)
        {
            if ((_seen & (1u << number)) == 0) Refuse(ref reader, _names[number], $"a value for field number {number}", "none");
        }

        return false;
    }

    /// <summary>Records a fault between fields of this record, at its first byte.</summary>
    public readonly void Refuse(ref MessagePackReader reader, string field, string expected, string found) =>
        reader.Refuse(_offset, field, expected, found);

    private bool Enter(int number, ref MessagePackReader reader)
    {
        uint bit = 1u << number;
        if ((_seen & bit) != 0)
        {
            Refuse(ref reader, _names[number], $"field number {number} once", "the number a second time");
            return false;
        }

        _seen |= bit;
        Number = number;
        return true;
    }
}
