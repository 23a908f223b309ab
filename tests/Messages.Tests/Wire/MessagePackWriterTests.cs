using Bss2.Messages.Wire;

namespace Bss2.Messages.Tests.Wire;

/// <summary>Expected bytes are worked out by hand from the MessagePack specification.</summary>
public sealed class MessagePackWriterTests
{
    [Fact]
    public void Nil_and_booleans_take_one_byte()
    {
        Assert.Equal("c0", Bytes.HexOf(writer => writer.WriteNil()));
        Assert.Equal("c2", Bytes.HexOf(writer => writer.WriteBoolean(false)));
        Assert.Equal("c3", Bytes.HexOf(writer => writer.WriteBoolean(true)));
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7f")]
    [InlineData(128, "cc80")]
    [InlineData(255, "ccff")]
    [InlineData(256, "cd0100")]
    [InlineData(65535, "cdffff")]
    [InlineData(65536, "ce00010000")]
    [InlineData(4294967295, "ceffffffff")]
    [InlineData(4294967296, "cf0000000100000000")]
    [InlineData(long.MaxValue, "cf7fffffffffffffff")]
    [InlineData(-1, "ff")]
    [InlineData(-32, "e0")]
    [InlineData(-33, "d0df")]
    [InlineData(-128, "d080")]
    [InlineData(-129, "d1ff7f")]
    [InlineData(-32768, "d18000")]
    [InlineData(-32769, "d2ffff7fff")]
    [InlineData(-2147483648, "d280000000")]
    [InlineData(-2147483649, "d3ffffffff7fffffff")]
    [InlineData(long.MinValue, "d38000000000000000")]
    public void Integers_take_their_smallest_encoding_and_read_back(long value, string hex)
    {
        Assert.Equal(hex, Bytes.HexOf(writer => writer.WriteInt64(value)));
        var reader = new MessagePackReader(Convert.FromHexString(hex));
        Assert.Equal(value, reader.ReadInt64());
        Assert.False(reader.Failed);
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void The_largest_unsigned_integer_reads_back()
    {
        Assert.Equal("cfffffffffffffffff", Bytes.HexOf(writer => writer.WriteUInt64(ulong.MaxValue)));
        var reader = new MessagePackReader(Convert.FromHexString("cfffffffffffffffff"));
        Assert.Equal(ulong.MaxValue, reader.ReadUInt64());
    }

    [Fact]
    public void Floats_are_big_endian_ieee()
    {
        Assert.Equal("ca3f800000", Bytes.HexOf(writer => writer.WriteSingle(1)));
        Assert.Equal("cac0500000", Bytes.HexOf(writer => writer.WriteSingle(-3.25f)));
        Assert.Equal("cb3ff0000000000000", Bytes.HexOf(writer => writer.WriteDouble(1)));
        Assert.Equal("cb4009000000000000", Bytes.HexOf(writer => writer.WriteDouble(3.125)));
    }

    [Theory]
    [InlineData(0, "a0")]
    [InlineData(31, "bf")]
    [InlineData(32, "d920")]
    [InlineData(255, "d9ff")]
    [InlineData(256, "da0100")]
    [InlineData(65535, "daffff")]
    [InlineData(65536, "db00010000")]
    public void Text_carries_its_length_in_the_smallest_form(int length, string head)
    {
        string text = new('x', length);
        byte[] bytes = Bytes.Of(writer => writer.WriteString(text));
        Assert.Equal(head, Convert.ToHexStringLower(bytes.AsSpan(0, bytes.Length - length)));
        var reader = new MessagePackReader(bytes);
        Assert.Equal(text, reader.ReadString());
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void Text_length_counts_utf8_bytes() => Assert.Equal("a5c2b5e28692", Bytes.HexOf(writer => writer.WriteString("µ→")));

    [Theory]
    [InlineData(0, "c400")]
    [InlineData(255, "c4ff")]
    [InlineData(256, "c50100")]
    [InlineData(65535, "c5ffff")]
    [InlineData(65536, "c600010000")]
    public void Binary_carries_its_length_in_the_smallest_form(int length, string head)
    {
        byte[] content = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        byte[] bytes = Bytes.Of(writer => writer.WriteBinary(content));
        Assert.Equal(head, Convert.ToHexStringLower(bytes.AsSpan(0, bytes.Length - length)));
        var reader = new MessagePackReader(bytes);
        Assert.True(reader.ReadBinary().SequenceEqual(content));
        Assert.Equal(0, reader.Remaining);
    }

    [Theory]
    [InlineData(0, "90", "80")]
    [InlineData(15, "9f", "8f")]
    [InlineData(16, "dc0010", "de0010")]
    [InlineData(65535, "dcffff", "deffff")]
    [InlineData(65536, "dd00010000", "df00010000")]
    public void Arrays_and_maps_carry_their_count_in_the_smallest_form(int count, string array, string map)
    {
        Assert.Equal(array, Bytes.HexOf(writer => writer.WriteArrayHeader(count)));
        Assert.Equal(map, Bytes.HexOf(writer => writer.WriteMapHeader(count)));

        var arrayReader = new MessagePackReader([.. Convert.FromHexString(array), .. new byte[count]]);
        Assert.Equal(count, arrayReader.ReadArrayHeader());
        var mapReader = new MessagePackReader([.. Convert.FromHexString(map), .. new byte[2 * count]]);
        Assert.Equal(count, mapReader.ReadMapHeader());
        Assert.False(arrayReader.Failed || mapReader.Failed);
    }

    [Fact]
    public void Numbers_travel_as_little_endian_binary()
    {
        Assert.Equal("c40801000000feffffff", Bytes.HexOf(writer => writer.WriteNumbers<int>([1, -2])));
        Assert.Equal("c4040100feff", Bytes.HexOf(writer => writer.WriteNumbers<ushort>([1, 65534])));
        Assert.Equal("c40281c1", Bytes.HexOf(writer => writer.WriteNumbers<sbyte>([-127, -63])));
        Assert.Equal("c4040000803f", Bytes.HexOf(writer => writer.WriteNumbers<float>([1])));
    }

    [Fact]
    public void Byte_order_is_turned_within_each_element()
    {
        byte[] bytes = [1, 2, 3, 4, 5, 6, 7, 8];
        LittleEndian.ReverseEach(bytes, 4);
        Assert.Equal([4, 3, 2, 1, 8, 7, 6, 5], bytes);
        LittleEndian.ReverseEach(bytes, 2);
        Assert.Equal([3, 4, 1, 2, 7, 8, 5, 6], bytes);
    }
}
