using Bss2.Trainer.Data;
using Bss2.Trainer.Tests.Training;

namespace Bss2.Trainer.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private static readonly byte[] Whole = IdxBytes.File([1, 2, 3, 4, 5, 6], 3, 2);
    private static readonly IdxFileSpec Spec = IdxBytes.Spec("three", Whole, ["images", "pixels"], 3, 2);

    private readonly TemporaryFolder _folder = new();

    public IdxFileTests() => Directory.CreateDirectory(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_file_gives_its_values_packed_or_not()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6], IdxFile.Read(Write("three", Whole), Spec));
        Assert.Equal([1, 2, 3, 4, 5, 6], IdxFile.Read(Write("three.gz", IdxBytes.Pack(Whole)), Spec));
        Assert.Equal((18, 12, "three.gz"), (Spec.Length, Spec.HeaderLength, Spec.PackedName));
    }

    [Theory]
    [InlineData(0, 1, "offset 0: expected the zeros of an idx file (00 00), found 01 00.")]
    [InlineData(1, 7, "offset 0: expected the zeros of an idx file (00 00), found 00 07.")]
    [InlineData(2, 0x0D, "offset 2: expected type code 08 (unsigned bytes), found 0D.")]
    [InlineData(3, 3, "offset 3: expected 2 axes (images, pixels), found 3.")]
    [InlineData(7, 4, "offset 4: expected 3 images, found 4.")]
    [InlineData(4, 0xFF, "offset 4: expected 3 images, found 4278190083.")]
    [InlineData(11, 28, "offset 8: expected 2 pixels, found 28.")]
    public void A_wrong_header_is_refused_with_offset_expected_and_found(int offset, byte value, string message)
    {
        var bytes = Whole.ToArray();
        bytes[offset] = value;

        AssertRefused(message, bytes);
    }

    [Fact]
    public void A_value_that_differs_is_found_by_the_checksum()
    {
        var bytes = Whole.ToArray();
        bytes[^1] ^= 1;

        AssertRefused($"the SHA-256 of its 18 bytes is {IdxBytes.Spec("", bytes, [], 1).Sha256}; expected {Spec.Sha256}.", bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(17)]
    public void A_file_that_ends_early_is_refused_with_the_offset_of_its_end(int length)
    {
        AssertRefused($"offset {length}: the file ends; expected 18 bytes, found {length}.", Whole[..length], packedToo: false);
        AssertRefused(
            length == 0 ? "offset 0: expected a file packed by gzip (1F 8B), found an empty file." : $"offset {length}: the file ends; expected 18 bytes when unpacked, found {length}.",
            Whole[..length],
            unpackedToo: false);
    }

    [Fact]
    public void Bytes_after_the_end_are_refused()
    {
        AssertRefused("offset 18: expected the end of the file after 18 bytes, found 20.", [.. Whole, 0, 0], packedToo: false);
        AssertRefused("offset 18: expected the end of the file after 18 bytes when unpacked, found more.", [.. Whole, 0, 0], unpackedToo: false);
    }

    [Fact]
    public void Whatever_byte_of_a_packed_file_is_damaged_its_values_are_the_right_ones_or_it_is_refused()
    {
        var packed = IdxBytes.Pack(Whole);
        var refused = 0;
        for (var k = 0; k < packed.Length; k++)
        {
            var damaged = packed.ToArray();
            damaged[k] ^= 0xFF;
            var path = Write("three.gz", damaged);
            try
            {
                // Time stamp and system in gzip's header may differ.
                Assert.Equal([1, 2, 3, 4, 5, 6], IdxFile.Read(path, Spec));
            }
            catch (DatasetException fault)
            {
                Assert.StartsWith(path, fault.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused > packed.Length / 2, $"{refused} of {packed.Length}");
    }

    [Fact]
    public void A_packed_file_that_is_cut_off_is_refused_unless_only_its_trailer_is_missing()
    {
        byte[] values = [.. Enumerable.Range(0, 5000).Select(k => (byte)(k * k % 251))];
        var whole = IdxBytes.File(values, 5000);
        var spec = IdxBytes.Spec("many", whole, ["values"], 5000);
        var packed = IdxBytes.Pack(whole);
        foreach (var length in Enumerable.Range(0, packed.Length - 20).Where(k => k % 17 == 0).Append(packed.Length - 20))
        {
            var path = Write("many.gz", packed[..length]);
            var fault = Assert.Throws<DatasetException>(() => IdxFile.Read(path, spec));
            Assert.StartsWith(path, fault.Message, StringComparison.Ordinal);
        }

        Assert.Equal(values, IdxFile.Read(Write("many.gz", packed), spec));
    }

    [Fact]
    public void A_page_of_a_web_server_is_no_packed_file()
    {
        var path = Write("three.gz", "<!DOCTYPE html>"u8.ToArray());
        Assert.Equal($"{path}, offset 0: expected a file packed by gzip (1F 8B), found 3C 21.", Assert.Throws<DatasetException>(() => IdxFile.Read(path, Spec)).Message);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_named()
    {
        var path = Path.Combine(_folder.Path, "none");
        Assert.StartsWith($"{path} cannot be read:", Assert.Throws<DatasetException>(() => IdxFile.Read(path, Spec)).Message, StringComparison.Ordinal);
    }

    private void AssertRefused(string message, byte[] bytes, bool unpackedToo = true, bool packedToo = true)
    {
        if (unpackedToo)
        {
            var path = Write("three", bytes);
            Assert.StartsWith(path, Refusal(path, message), StringComparison.Ordinal);
        }

        if (packedToo)
        {
            var path = Write("three.gz", IdxBytes.Pack(bytes));
            Assert.StartsWith(path, Refusal(path, message), StringComparison.Ordinal);
        }
    }

    private static string Refusal(string path, string message)
    {
        var fault = Assert.Throws<DatasetException>(() => IdxFile.Read(path, Spec)).Message;
        Assert.Contains(message, fault, StringComparison.Ordinal);
        return fault;
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
