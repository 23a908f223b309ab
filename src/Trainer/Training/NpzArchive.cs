using System.IO.Compression;

namespace Bss2.Trainer.Training;

/// <summary>NumPy's <c>.npz</c>: a zip archive, not compressed, of one <c>.npy</c> member for each array. The same arrays give the same bytes.</summary>
public static class NpzArchive
{
    /// <summary>The earliest time that zip can state: times would make equal contents differ.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Encode(IEnumerable<NpyArray> arrays)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var array in arrays)
            {
                var entry = zip.CreateEntry(array.Name + ".npy", CompressionLevel.NoCompression);
                entry.LastWriteTime = NoTime;
                using var stream = entry.Open();
                stream.Write(array.Encode());
            }
        }

        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">Not an archive of arrays.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Decode(byte[] bytes)
    {
        var arrays = new Dictionary<string, NpyArray>(StringComparer.Ordinal);
        using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            using var content = new MemoryStream();
            stream.CopyTo(content);
            var name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
            arrays[name] = NpyArray.Decode(name, content.ToArray());
        }

        return arrays;
    }
}
