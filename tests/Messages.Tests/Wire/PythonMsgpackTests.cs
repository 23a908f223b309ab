using System.Text.Json;
using Bss2.Messages.Spikes;
using Bss2.Messages.Wire;

namespace Bss2.Messages.Tests.Wire;

public sealed class PythonMsgpackTests
{
    /// <summary>Hex lines in; one JSON line out for each, bin as {"bin": hex}.</summary>
    private const string Describe = """
        import json, msgpack, sys
        def plain(value):
            if isinstance(value, bytes): return {"bin": value.hex()}
            if isinstance(value, list): return [plain(item) for item in value]
            if isinstance(value, dict): return {str(key): plain(item) for key, item in value.items()}
            return value
        for line in sys.stdin:
            value = msgpack.unpackb(bytes.fromhex(line.strip()), raw=False, strict_map_key=False)
            print(json.dumps(plain(value)))
        """;

    /// <summary>Reads a spike batch as a script would that wants to plot it.</summary>
    private const string ReadBatch = """
        import json, msgpack, struct, sys
        def numbers(code, data):
            return list(struct.unpack("<%d%s" % (len(data) // struct.calcsize(code), code), data))
        name, fields = msgpack.unpackb(bytes.fromhex(sys.stdin.read()), raw=False, strict_map_key=False)
        print(json.dumps([name, numbers("i", fields[0]), numbers("i", fields[1]), numbers("H", fields[2])]))
        """;

    [PythonMsgpackFact]
    public async Task Python_reads_in_every_message_what_was_written()
    {
        string[] names = [.. WireCatalogue.Names];
        string hex = string.Join('\n', names.Select(name => Convert.ToHexString(WireCatalogue.Encode(SampleMessages.ByName[name]))));
        string[] lines = (await PythonMsgpack.RunAsync(PythonMsgpack.Interpreter!, Describe, hex)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Length, lines.Length);
        foreach ((string name, string line) in names.Zip(lines))
        {
            using JsonDocument read = JsonDocument.Parse(line);
            Assert.True(JsonElement.DeepEquals(GoldenFile.ByName[name].Content, read.RootElement), $"{name}: {line}");
        }
    }

    [PythonMsgpackFact]
    public async Task Python_reads_number_arrays_with_struct()
    {
        var batch = new SpikeBatch([0, 1, 3], [2, 1_000_000, 1_000_002], [7, 40_000, 65_535]);
        string line = await PythonMsgpack.RunAsync(PythonMsgpack.Interpreter!, ReadBatch, Convert.ToHexString(WireCatalogue.Encode(batch)));
        Assert.Equal("""["spike-batch/1", [0, 1, 3], [2, 1000000, 1000002], [7, 40000, 65535]]""", line.Trim());
    }
}
