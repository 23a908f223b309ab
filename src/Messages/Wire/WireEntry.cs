namespace Bss2.Messages.Wire;

/// <summary>One line of the catalogue: a permanent name and version with the codec of that version's body.</summary>
internal sealed record WireEntry(string Name, Type Type, WriteBody<object> Write, ReadBody<object> Read)
{
    public static WireEntry For<T>(string name, WriteBody<T> write, ReadBody<T> read)
        where T : class =>
        new(name, typeof(T), (writer, message) => write(writer, (T)message), (ref reader) => read(ref reader));
}
