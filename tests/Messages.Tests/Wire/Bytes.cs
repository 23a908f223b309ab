using System.Buffers;
using Bss2.Messages.Wire;

namespace Bss2.Messages.Tests.Wire;

/// <summary>Bytes of hand-written MessagePack.</summary>
internal static class Bytes
{
    public delegate void Writing(MessagePackWriter writer);

    public static byte[] Of(Writing write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new MessagePackWriter(output));
        return output.WrittenSpan.ToArray();
    }

    public static string HexOf(Writing write) => Convert.ToHexStringLower(Of(write));
}
