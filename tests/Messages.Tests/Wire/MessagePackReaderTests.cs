using Bss2.Messages.Wire;

namespace Bss2.Messages.Tests.Wire;

public sealed class MessagePackReaderTests
{
    [Theory]
    [InlineData("cc05")]
    [InlineData("cd0005")]
    [InlineData("ce00000005")]
    [InlineData("cf0000000000000005")]
    [InlineData("d005")]
    [InlineData("d10005")]
    [InlineData("d200000005")]
    [InlineData("d30000000000000005")]
    public void A_number_is_read_from_any_width_that_holds_it(string hex)
    {
        var signed = new MessagePackReader(Convert.FromHexString(hex));
        var unsigned = new MessagePackReader(Convert.FromHexString(hex));
        Assert.Equal(5, signed.ReadInt64());
        Assert.Equal(5ul, unsigned.ReadUInt64());
        Assert.False(signed.Failed || unsigned.Failed);
    }

    [Fact]
    public void A_float32_widens_to_a_double_and_a_double_never_narrows()
    {
        var widening = new MessagePackReader(Convert.FromHexString("cac0500000"));
        Assert.Equal(-3.25, widening.ReadDouble());
        var narrowing = new MessagePackReader(Convert.FromHexString("cb3ff0000000000000"));
        narrowing.ReadSingle();
        Assert.Equal(new WireFault(0, "", "a float32", "Double (format byte 0xcb)"), narrowing.Fault);
    }

    [Theory]
    [InlineData("cfffffffffffffffff", "18446744073709551615")]
    [InlineData("d080", "-128")]
    [InlineData("cd0100", "256")]
    public void A_number_out_of_range_is_refused_with_its_value_and_the_range(string hex, string found)
    {
        var reader = new MessagePackReader(Convert.FromHexString(hex));
        reader.ReadInt32(0, 255);
        Assert.Equal(new WireFault(0, "", "an integer in 0..255", found), reader.Fault);
    }

    [Fact]
    public void The_first_fault_sticks_and_later_reads_give_defaults()
    {
        var reader = new MessagePackReader(Convert.FromHexString("01c007"));
        Assert.Equal(1, reader.ReadInt64());
        Assert.False(reader.ReadBoolean());
        Assert.Equal(0, reader.ReadInt64());
        Assert.Equal("", reader.ReadString());
        Assert.Empty(reader.ReadNumbers<int>());
        Assert.Equal(new WireFault(1, "", "a boolean", "Nil (format byte 0xc0)"), reader.Fault);
    }

    [Theory]
    [InlineData("c1")]
    [InlineData("93c1")]
    [InlineData("")]
    [InlineData("cd01")]
    [InlineData("a3c3")]
    [InlineData("d4")]
    [InlineData("d401")]
    [InlineData("c70301ffff")]
    [InlineData("dd00000002c0")]
    [InlineData("df00000001c0")]
    public void Values_that_are_none_are_refused_when_skipped(string hex)
    {
        var reader = new MessagePackReader(Convert.FromHexString(hex));
        reader.Skip();
        Assert.True(reader.Failed);
    }

    [Theory]
    [InlineData("c0")]
    [InlineData("c3")]
    [InlineData("7f")]
    [InlineData("e0")]
    [InlineData("ccff")]
    [InlineData("cdffff")]
    [InlineData("ceffffffff")]
    [InlineData("cfffffffffffffffff")]
    [InlineData("d080")]
    [InlineData("d18000")]
    [InlineData("d280000000")]
    [InlineData("d38000000000000000")]
    [InlineData("ca3f800000")]
    [InlineData("cb3ff0000000000000")]
    [InlineData("a3616263")]
    [InlineData("d903616263")]
    [InlineData("da0003616263")]
    [InlineData("db00000003616263")]
    [InlineData("c4020102")]
    [InlineData("c500020102")]
    [InlineData("c6000000020102")]
    [InlineData("9301c0a161")]
    [InlineData("dc000201c0")]
    [InlineData("dd0000000201c0")]
    [InlineData("8201a1610290")]
    [InlineData("de00010102")]
    [InlineData("df000000010102")]
    [InlineData("d40101")]
    [InlineData("d5010102")]
    [InlineData("d60101020304")]
    [InlineData("d7010102030405060708")]
    [InlineData("d80101020304050607080910111213141516")]
    [InlineData("c70201aabb")]
    [InlineData("c8000201aabb")]
    [InlineData("c90000000201aabb")]
    public void Skipping_passes_over_exactly_one_value_of_any_format(string hex)
    {
        var reader = new MessagePackReader(Convert.FromHexString(hex + "2a"));
        reader.Skip();
        Assert.Equal(42, reader.ReadInt64());
        Assert.Null(reader.Fault);
    }

    [Fact]
    public void Nesting_is_skipped_to_the_permitted_depth_and_no_deeper()
    {
        byte[] permitted = [.. Enumerable.Repeat((byte)0x91, MessagePackReader.MaximumDepth), 0xc0];
        byte[] deeper = [.. Enumerable.Repeat((byte)0x91, MessagePackReader.MaximumDepth + 1), 0xc0];
        byte[] hostile = [.. Enumerable.Repeat((byte)0x91, 1_000_000)];
        Assert.Null(FaultOfSkipping(permitted));
        Assert.Equal("nesting of at most 32", FaultOfSkipping(deeper)?.Expected);
        Assert.Equal("nesting of at most 32", FaultOfSkipping(hostile)?.Expected);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        var reader = new MessagePackReader(Convert.FromHexString("a2c328"));
        Assert.Equal("", reader.ReadString());
        Assert.Equal(new WireFault(0, "", "text in UTF-8", "bytes that are not UTF-8"), reader.Fault);
    }

    [Fact]
    public void Binary_that_is_no_whole_number_of_elements_is_refused()
    {
        var reader = new MessagePackReader(Convert.FromHexString("c405aabbccddee"));
        Assert.Empty(reader.ReadNumbers<int>());
        Assert.Equal(new WireFault(0, "", "a bin whose length is a multiple of 4", "5 bytes"), reader.Fault);
    }

    [Theory]
    [InlineData("ddffffffff")]
    [InlineData("dfffffffff")]
    [InlineData("dbffffffff")]
    [InlineData("c6ffffffff")]
    [InlineData("c67fffffff")]
    [InlineData("dcffff00000000")]
    public void A_hostile_length_allocates_next_to_nothing(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        FaultOfReading(bytes); // Code is compiled and strings are interned outside of the measurement.
        long before = GC.GetAllocatedBytesForCurrentThread();
        WireFault? fault = FaultOfReading(bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, fault?.Offset);
        Assert.InRange(allocated, 0, 2048);
    }

    private static WireFault? FaultOfSkipping(byte[] bytes)
    {
        var reader = new MessagePackReader(bytes);
        reader.Skip();
        return reader.Fault;
    }

    private static WireFault? FaultOfReading(byte[] bytes)
    {
        var reader = new MessagePackReader(bytes);
        switch (bytes[0])
        {
            case 0xdf: reader.ReadMapHeader(); break;
            case 0xdb: reader.ReadString(); break;
            case 0xc6: reader.ReadNumbers<int>(); break;
            default: reader.ReadArrayHeader(); break;
        }

        return reader.Fault;
    }
}
