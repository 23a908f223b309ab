using Bss2.Messages.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Messages.Tests.Wire;

public sealed class RoundTripTests
{
    [Fact]
    public void Any_valid_message_comes_back_as_it_was() =>
        Prop.ForAll(MessageGenerators.Any.ToArbitrary(), message =>
        {
            bool decoded = WireCatalogue.TryDecode(WireCatalogue.Encode(message), out object? back, out WireFault? fault);
            return (decoded && Shape.Of(back!) == Shape.Of(message)).Label($"{message.GetType().Name}: {fault}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));

    [Fact]
    public void Any_64_bit_integer_comes_back_as_it_was() =>
        Prop.ForAll<long, byte>((number, shift) =>
        {
            long value = number << (shift % 64);
            var signed = new MessagePackReader(Bytes.Of(writer => writer.WriteInt64(value)));
            var unsigned = new MessagePackReader(Bytes.Of(writer => writer.WriteUInt64((ulong)value)));
            return signed.ReadInt64() == value && signed.Remaining == 0 && unsigned.ReadUInt64() == (ulong)value && unsigned.Remaining == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_float_comes_back_with_the_same_bits() =>
        Prop.ForAll<double, float>((number, single) =>
        {
            var doubles = new MessagePackReader(Bytes.Of(writer => writer.WriteDouble(number)));
            var singles = new MessagePackReader(Bytes.Of(writer => writer.WriteSingle(single)));
            return BitConverter.DoubleToInt64Bits(doubles.ReadDouble()) == BitConverter.DoubleToInt64Bits(number)
                && BitConverter.SingleToInt32Bits(singles.ReadSingle()) == BitConverter.SingleToInt32Bits(single);
        }).QuickCheckThrowOnFailure();
}
