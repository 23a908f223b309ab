using Bss2.Messages.Wire;
using Xunit.Abstractions;

namespace Bss2.Messages.Tests.Wire;

public sealed class HostileBytesTests(ITestOutputHelper output)
{
    /// <summary>Decoding may allocate the message, its records and one fault: a small multiple of the bytes and a constant.</summary>
    private const int AllowedPerByte = 32, AllowedConstant = 16 * 1024;

    public static TheoryData<string> Names => SampleMessages.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_truncation_is_refused_and_names_the_place(string name)
    {
        byte[] bytes = GoldenFile.ByName[name].Bytes;
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(WireCatalogue.TryDecode(bytes.AsSpan(0, length), out object? message, out WireFault? fault));
            Assert.Null(message);
            Assert.InRange(fault.Offset, 0, length);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Random_mutations_never_let_an_exception_escape_and_allocate_little(string name)
    {
        const int Mutations = 4000;
        const int Seed = 20_260_401;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        byte[] golden = GoldenFile.ByName[name].Bytes;
        int refused = 0;
        long most = 0;
        for (int mutation = 0; mutation < Mutations; mutation++)
        {
            byte[] bytes = Mutate(golden, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool decoded = WireCatalogue.TryDecode(bytes, out object? message, out WireFault? fault);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            most = Math.Max(most, mutation == 0 ? 0 : allocated); // The first call compiles code.
            Assert.NotEqual(decoded, fault is not null);
            if (decoded) Assert.True(WireCatalogue.TryDecode(WireCatalogue.Encode(message!), out _, out fault), $"What decodes must encode to something that decodes: {fault}");
            else refused++;
        }

        output.WriteLine($"{refused} of {Mutations} refused, at most {most} bytes allocated");
        Assert.InRange(most, 0, (AllowedPerByte * (golden.Length + 16)) + AllowedConstant);
        Assert.True(refused > Mutations / 4, $"Only {refused} of {Mutations} were refused: the mutations do not reach the structure.");
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        const int Seed = 7;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(0, 64)];
            random.NextBytes(bytes);
            Assert.False(WireCatalogue.TryDecode(bytes, out _, out WireFault? fault));
            Assert.InRange(fault.Offset, 0, bytes.Length);
        }
    }

    [Theory]
    [InlineData("run-block/2", 5, "ddffffffff", "run-block/2.Inputs")]
    [InlineData("block-recording/3", 3, "ddffffffff", "block-recording/3.Cadc")]
    [InlineData("block-recording/3", 4, "ddffffffff", "block-recording/3.Madc")]
    [InlineData("run-block/2", 6, "ddffffffff", "run-block/2.Vectors")]
    [InlineData("block-recording/3", 6, "ddffffffff", "block-recording/3.Results")]
    [InlineData("population-vectors/1", 3, "c67fffffff", "population-vectors/1.Values")]
    [InlineData("madc-trace/1", 4, "c6ffffffff", "madc-trace/1.Codes")]
    [InlineData("population-spec/4", 9, "ddffffffff", "population-spec/4.NeuronTargets")]
    [InlineData("spike-batch/1", 1, "c6ffffffff", "spike-batch/1.Ticks")]
    [InlineData("projection-weights/1", 1, "c67fffffff", "projection-weights/1.Values")]
    [InlineData("block-failed/1", 2, "dbffffffff", "block-failed/1.Reason")]
    [InlineData("population-spikes/1", 1, "dfffffffff", "population-spikes/1.Spikes")]
    [InlineData("spike-batch/1", 99, "ddffffffff", "spike-batch/1")]
    [InlineData("training-job/1", 2, "ddffffffff", "training-job/1.Settings")]
    [InlineData("cluster-configuration/3", 2, "ddffffffff", "cluster-configuration/3.Pins")]
    [InlineData("node-refused/1", 0, "dbffffffff", "node-refused/1.Reason")]
    public void A_length_of_four_billion_allocates_next_to_nothing(string name, int field, string hex, string where)
    {
        byte[] bytes =
        [
            .. Bytes.Of(writer =>
            {
                writer.WriteArrayHeader(2);
                writer.WriteString(name);
                writer.WriteMapHeader(1);
                writer.WriteInt64(field);
            }),
            .. Convert.FromHexString(hex),
        ];
        WireCatalogue.TryDecode(bytes, out _, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(WireCatalogue.TryDecode(bytes, out _, out WireFault? fault));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        Assert.Equal(where, fault.Field);
    }

    [Fact]
    public void A_list_header_that_its_bytes_could_hold_only_as_empty_records_is_refused()
    {
        byte[] head = Bytes.Of(writer =>
        {
            writer.WriteArrayHeader(2);
            writer.WriteString("network-spec/4");
            writer.WriteMapHeader(1);
            writer.WriteInt64(0);
            writer.WriteArrayHeader(100_000);
        });
        byte[] bytes = [.. head, .. Enumerable.Repeat((byte)0x80, 100_000)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(WireCatalogue.TryDecode(bytes, out _, out WireFault? fault));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024);
        Assert.Equal("at least 2300000 bytes for 100000 entries", fault.Expected);
    }

    /// <summary>One to four edits: a byte changed, a bit flipped, bytes removed, bytes put in, or a format byte put in.</summary>
    private static byte[] Mutate(byte[] golden, Random random)
    {
        List<byte> bytes = [.. golden];
        for (int edits = random.Next(1, 5); edits > 0 && bytes.Count > 1; edits--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, random.Next(1, Math.Min(4, bytes.Count - at) + 1)); break;
                case 3: bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 5)).Select(_ => (byte)random.Next(256))); break;
                default: bytes[at] = (byte)random.Next(0xc0, 0xe0); break;
            }
        }

        return [.. bytes];
    }
}
