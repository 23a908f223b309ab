using System.Buffers;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Wire;

namespace Bss2.Messages.Tests.Wire;

public sealed class WireCatalogueTests
{
    private static readonly BlockHealth Health = new(1, 2, 3);

    [Fact]
    public void A_small_message_has_the_bytes_worked_out_by_hand()
    {
        // fixarray 2, fixstr 14 "block-health/1", fixmap 3: 0 -> 1, 1 -> 2, 2 -> 3.
        string expected = "92" + "ae" + Convert.ToHexStringLower("block-health/1"u8) + "83" + "0001" + "0102" + "0203";
        Assert.Equal(expected, Convert.ToHexStringLower(WireCatalogue.Encode(Health)));
    }

    [Fact]
    public void Encoding_appends_to_the_buffer_that_it_is_given()
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write<byte>([1, 2]);
        WireCatalogue.Encode(Health, output);
        Assert.Equal([1, 2, .. WireCatalogue.Encode(Health)], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Encoding_into_a_buffer_that_is_used_again_allocates_nothing()
    {
        object message = SampleMessages.ByName["rack-configuration/4"];
        var output = new ArrayBufferWriter<byte>();
        WireCatalogue.Encode(message, output); // Code is compiled and the buffer grows outside of the measurement.
        output.ResetWrittenCount();
        long before = GC.GetAllocatedBytesForCurrentThread();
        WireCatalogue.Encode(message, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_type_without_a_name_is_refused_at_once()
    {
        Assert.False(WireCatalogue.Knows(typeof(string)));
        Assert.True(WireCatalogue.Knows(typeof(RunBlock)));
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => WireCatalogue.Encode("hello"));
        Assert.Contains("String has no name on the wire", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("run-block/2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_version_is_refused_by_name()
    {
        WireFault fault = FaultOf(Message("spike-batch/2", writer => writer.WriteMapHeader(0)));
        Assert.Equal("'spike-batch/2'", fault.Found);
        Assert.Contains("spike-batch/1", fault.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("circuit-targets/1")]
    [InlineData("chip-settings/1")]
    [InlineData("population-spec/3")]
    [InlineData("projection-spec/1")]
    [InlineData("run-block/1")]
    [InlineData("block-order/1")]
    [InlineData("network-spec/3")]
    [InlineData("rack-chip/1")]
    [InlineData("rack-configuration/3")]
    [InlineData("block-recording/2")]
    [InlineData("chip-recording/2")]
    [InlineData("cluster-configuration/2")]
    public void A_version_that_has_been_followed_by_another_is_refused_by_name(string name)
    {
        WireFault fault = FaultOf(Message(name, writer => writer.WriteMapHeader(0)));
        Assert.Equal($"'{name}'", fault.Found);
        Assert.Contains($"{name[..^1]}{name[^1] - '0' + 1}", fault.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_name_is_shown_short_and_without_control_characters()
    {
        WireFault fault = FaultOf(Message("\u001b[2J" + new string('x', 1000), writer => writer.WriteNil()));
        Assert.Equal("'?[2J" + new string('x', 60) + "…'", fault.Found);
    }

    [Fact]
    public void A_message_above_the_size_limit_is_refused_unread()
    {
        byte[] bytes = WireCatalogue.Encode(Health);
        Assert.True(WireCatalogue.TryDecode(bytes, out _, out _, maximumBytes: bytes.Length));
        Assert.False(WireCatalogue.TryDecode(bytes, out object? message, out WireFault? fault, maximumBytes: bytes.Length - 1));
        Assert.Null(message);
        Assert.Equal($"Byte 0: expected at most {bytes.Length - 1} bytes; send smaller blocks or raise the limit, found {bytes.Length}.", fault.ToString());
        Assert.Equal(67_108_864, WireCatalogue.DefaultMaximumBytes);
    }

    [Fact]
    public void Bytes_after_the_message_are_refused()
    {
        byte[] bytes = WireCatalogue.Encode(Health);
        WireFault fault = FaultOf([.. bytes, 0xc0, 0xc0]);
        Assert.Equal(new WireFault(bytes.Length, "block-health/1", "the end of the message", "2 further bytes"), fault);
    }

    [Fact]
    public void Fields_may_come_in_any_order_and_unknown_numbers_are_passed_over()
    {
        byte[] bytes = Message("block-health/1", writer =>
        {
            writer.WriteMapHeader(6);
            writer.WriteInt64(2);
            writer.WriteInt64(3);
            writer.WriteInt64(77);
            writer.WriteArrayHeader(2);
            writer.WriteString("from a newer build");
            writer.WriteMapHeader(0);
            writer.WriteInt64(-5);
            writer.WriteNil();
            writer.WriteInt64(0);
            writer.WriteInt64(1);
            writer.WriteInt64(long.MaxValue);
            writer.WriteBinary([1, 2, 3]);
            writer.WriteInt64(1);
            writer.WriteInt64(2);
        });
        Assert.True(WireCatalogue.TryDecode(bytes, out object? message, out WireFault? fault), fault?.ToString());
        Assert.Equal(Health, message);
    }

    [Fact]
    public void A_missing_field_is_refused_by_name_and_number()
    {
        WireFault fault = FaultOf(Message("block-health/1", writer =>
        {
            writer.WriteMapHeader(2);
            writer.WriteInt64(0);
            writer.WriteInt64(1);
            writer.WriteInt64(2);
            writer.WriteInt64(3);
        }));
        Assert.Equal("Byte 16, block-health/1.OutputEvents: expected a value for field number 1, found none.", fault.ToString());
    }

    [Fact]
    public void A_field_that_comes_twice_is_refused()
    {
        WireFault fault = FaultOf(Message("block-health/1", writer =>
        {
            writer.WriteMapHeader(2);
            writer.WriteInt64(0);
            writer.WriteInt64(1);
            writer.WriteInt64(0);
            writer.WriteInt64(1);
        }));
        Assert.Equal(new WireFault(16, "block-health/1.InputEvents", "field number 0 once", "the number a second time"), fault);
    }

    [Fact]
    public void A_fault_reads_as_the_readme_shows()
    {
        WireFault fault = FaultOf(WireCatalogue.Encode(new SpikeBatch([0, 1, 3], [2, 42, 40], [7, 1, 2])));
        Assert.Equal("Byte 15, spike-batch/1.Ticks[2]: expected at least 42, the tick before in sample 1, found 40.", fault.ToString());
    }

    [Fact]
    public void A_decoded_message_shares_nothing_with_the_bytes()
    {
        byte[] bytes = GoldenFile.ByName["spike-batch/1"].Bytes;
        Assert.True(WireCatalogue.TryDecode(bytes, out object? message, out _));
        Array.Clear(bytes);
        Assert.Equal([4, 300, 70000], Assert.IsType<SpikeBatch>(message).Ticks);
    }

    private static byte[] Message(string name, Bytes.Writing body) => Bytes.Of(writer =>
    {
        writer.WriteArrayHeader(2);
        writer.WriteString(name);
        body(writer);
    });

    private static WireFault FaultOf(byte[] bytes)
    {
        Assert.False(WireCatalogue.TryDecode(bytes, out object? message, out WireFault? fault));
        Assert.Null(message);
        return fault;
    }
}
