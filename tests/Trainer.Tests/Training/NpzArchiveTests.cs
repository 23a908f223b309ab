using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

public class NpzArchiveTests
{
    [Fact]
    public void Arrays_read_back_with_shape_and_bits()
    {
        float[] singles = [1.5f, float.Epsilon, -0f, float.NaN, float.MaxValue, 1 / 3f];
        var read = NpzArchive.Decode(NpzArchive.Encode(
            [NpyArray.Of("a/b", singles, 2, 3), NpyArray.Of("scalar", [7]), NpyArray.Of("empty", Array.Empty<double>(), 0, 4), NpyArray.Of("d", [0.1], 1)]));

        Assert.Equal([2, 3], read["a/b"].Shape);
        Assert.Equal(singles.Select(BitConverter.SingleToInt32Bits), read["a/b"].Singles().Select(BitConverter.SingleToInt32Bits));
        Assert.Empty(read["scalar"].Shape);
        Assert.Equal([7], read["scalar"].Integers());
        Assert.Equal([0, 4], read["empty"].Shape);
        Assert.Equal([0.1], read["d"].Doubles());
    }

    [Fact]
    public void Equal_arrays_give_equal_bytes() =>
        Assert.Equal(NpzArchive.Encode([NpyArray.Of("x", [1f, 2f], 2)]), NpzArchive.Encode([NpyArray.Of("x", [1f, 2f], 2)]));

    /// <summary>Structure: numpy.lib.format, version 1.0; members of an archive are stored without compression as <c>numpy.savez</c> does.</summary>
    [Fact]
    public void Members_are_stored_arrays_of_format_version_one()
    {
        var bytes = NpzArchive.Encode([NpyArray.Of("hidden.weight", [1f, 2f, 3f], 3)]);
        Assert.Equal("PK\x03\x04"u8.ToArray(), bytes[..4]);
        Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)));

        using var zip = new ZipArchive(new MemoryStream(bytes));
        var entry = Assert.Single(zip.Entries);
        Assert.Equal(("hidden.weight.npy", entry.Length), (entry.FullName, entry.CompressedLength));
        using var content = new MemoryStream();
        entry.Open().CopyTo(content);
        var npy = content.ToArray();
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], npy[..8]);
        var header = BinaryPrimitives.ReadUInt16LittleEndian(npy.AsSpan(8));
        Assert.Equal(0, (10 + header) % 64);
        var text = Encoding.ASCII.GetString(npy, 10, header);
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", text.TrimEnd());
        Assert.Equal('\n', text[^1]);
        Assert.Equal(12, npy.Length - 10 - header);
        Assert.Equal(3f, BinaryPrimitives.ReadSingleLittleEndian(npy.AsSpan(npy.Length - 4)));
    }

    [Fact]
    public void Damaged_arrays_are_refused()
    {
        var npy = NpyArray.Of("x", [1f, 2f], 2).Encode();
        for (var length = 0; length < npy.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => NpyArray.Decode("x", npy.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => NpzArchive.Decode([1, 2, 3]));
    }

    [Fact]
    public async Task Snapshots_read_back()
    {
        var files = await Trainings.FilesOfAsync(Trainings.Task(Backend.Model, epochs: 1), Trainings.Session());
        var snapshot = SnapshotFile.Decode(files[RunFolder.SnapshotFile]);
        Assert.Equal((1, 5, 75), (snapshot.Epoch, snapshot.GridWidth, snapshot.GridScores.Length));
        Assert.Equal((25.0, 9), (snapshot.HiddenTimesMicroseconds[0], snapshot.ReadoutTraces.Length));
        Assert.Equal(SnapshotFile.Encode(snapshot), files[RunFolder.SnapshotFile]);
    }
}
