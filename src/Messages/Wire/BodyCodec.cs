namespace Bss2.Messages.Wire;

/// <summary>Writes the numbered fields of a record.</summary>
internal delegate void WriteBody<in T>(MessagePackWriter writer, T value)
    where T : class;

/// <summary>Reads the numbered fields of a record and checks them; null after a fault.</summary>
internal delegate T? ReadBody<out T>(ref MessagePackReader reader)
    where T : class;

/// <summary>Lists of records: a MessagePack array of their field maps.</summary>
internal static class BodyCodec
{
    public static void WriteList<T>(MessagePackWriter writer, T[] items, WriteBody<T> write)
        where T : class
    {
        writer.WriteArrayHeader(items.Length);
        foreach (T item in items) write(writer, item);
    }

    /// <param name="reader">Stands before the array.</param>
    /// <param name="fields">Number of fields of an item: it takes a byte for its map and at least two for each field.</param>
    /// <param name="read">Reads one item.</param>
    public static T[] ReadList<T>(ref MessagePackReader reader, int fields, ReadBody<T> read)
        where T : class
    {
        var items = new T[reader.ReadArrayHeader(1 + (2 * fields))];
        for (int i = 0; i < items.Length; i++)
        {
            T? item = read(ref reader);
            if (item is null)
            {
                reader.Within($"[{i}]");
                return [];
            }

            items[i] = item;
        }

        return items;
    }
}
