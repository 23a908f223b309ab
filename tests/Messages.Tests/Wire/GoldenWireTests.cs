using Bss2.Messages.Wire;

namespace Bss2.Messages.Tests.Wire;

public sealed class GoldenWireTests
{
    public static TheoryData<string> Names => SampleMessages.Names;

    [Fact]
    public void Every_name_of_the_catalogue_has_a_sample_and_golden_bytes()
    {
        Assert.Equal(WireCatalogue.Names.Order(), SampleMessages.ByName.Keys.Order());
        Assert.Equal(WireCatalogue.Names.Order(), GoldenFile.ByName.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encoding_gives_the_golden_bytes(string name) =>
        Assert.Equal(GoldenFile.ByName[name].Hex, Convert.ToHexStringLower(WireCatalogue.Encode(SampleMessages.ByName[name])));

    [Theory]
    [MemberData(nameof(Names))]
    public void Golden_bytes_decode_to_the_message(string name)
    {
        Assert.True(WireCatalogue.TryDecode(GoldenFile.ByName[name].Bytes, out object? message, out WireFault? fault), fault?.ToString());
        Assert.Equal(SampleMessages.ByName[name].GetType(), message.GetType());
        Assert.Equal(Shape.Of(SampleMessages.ByName[name]), Shape.Of(message));
    }
}
