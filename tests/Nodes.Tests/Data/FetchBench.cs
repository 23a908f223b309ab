using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Bss2.Nodes.Data;
using Bss2.Nodes.Tests.Commands;
using Bss2.Trainer.Data;

namespace Bss2.Nodes.Tests.Data;

/// <summary>A dataset of two files, the first some 300 kB when packed, and a folder that it is downloaded into.</summary>
internal sealed class FetchBench : IDisposable
{
    public FetchBench()
    {
        (Images, ImagesPacked) = Make("images", 400, 28, 28);
        (Labels, LabelsPacked) = Make("labels", 400);
    }

    public TemporaryFolder Folder { get; } = new();

    public FetchClock Clock { get; } = new();

    public IdxFileSpec Images { get; }

    public byte[] ImagesPacked { get; }

    public IdxFileSpec Labels { get; }

    public byte[] LabelsPacked { get; }

    /// <summary>What was said.</summary>
    public List<string> Notices { get; } = [];

    public List<FetchProgress> Progress { get; } = [];

    /// <summary>Where the first file goes.</summary>
    public string Target => Path.Combine(Folder.Path, "small", "images.gz");

    public string Partial => Target + ".partial";

    public byte[] FileOf(Request request) => request.Path.EndsWith("images.gz", StringComparison.Ordinal) ? ImagesPacked : LabelsPacked;

    public Answer Right(Request request) => FileServer.Right(FileOf(request), request);

    /// <summary>Downloads from some mirrors.</summary>
    public Task<string> FetchAsync(params FileServer[] mirrors) => FetchAsync(CancellationToken.None, mirrors);

    public async Task<string> FetchAsync(CancellationToken cancel, params FileServer[] mirrors)
    {
        using var client = DatasetFetch.CreateClient();
        return await new DatasetFetch(client, Clock, Show).RunAsync(new FetchSource("small", [Images, Labels], [.. mirrors.Select(m => m.Address)]), Folder.Path, null, cancel);
    }

    /// <summary>Both files are there under their names, to the last bit, and nothing else.</summary>
    public void AssertComplete()
    {
        Assert.Equal(ImagesPacked, File.ReadAllBytes(Target));
        Assert.Equal(LabelsPacked, File.ReadAllBytes(Path.Combine(Folder.Path, "small", "labels.gz")));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(Folder.Path, "small")).Length);
    }

    public void WritePartial(byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Partial)!);
        File.WriteAllBytes(Partial, bytes);
    }

    public void Dispose() => Folder.Dispose();

    public static byte[] Pack(byte[] bytes, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private void Show(object happened)
    {
        if (happened is FetchProgress progress)
        {
            Progress.Add(progress);
        }
        else if (happened is FetchNotice notice)
        {
            Notices.Add(notice.Text);
            if (notice.Text.Contains("nothing came", StringComparison.Ordinal))
            {
                Clock.Impatient = false;
            }
        }
    }

    private static (IdxFileSpec Spec, byte[] Packed) Make(string name, params int[] sizes)
    {
        var count = sizes.Aggregate(1, (product, size) => product * size);
        var bytes = new byte[4 + (4 * sizes.Length) + count];
        (bytes[2], bytes[3]) = (8, (byte)sizes.Length);
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * axis)), sizes[axis]);
        }

        // Values that can hardly be packed, so that the packed file is long.
        var random = new RandomState(1);
        for (var k = bytes.Length - count; k < bytes.Length; k++)
        {
            bytes[k] = (byte)(random.NextWord() & 0x7F);
        }

        return (new IdxFileSpec(name, sizes, [.. sizes.Select((_, axis) => $"axis {axis}")], Convert.ToHexStringLower(SHA256.HashData(bytes))), Pack(bytes));
    }
}
