using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Bss2.Trainer.Data;

namespace Bss2.Trainer.Tests.Data;

/// <summary>Idx files made by hand.</summary>
internal static class IdxBytes
{
    /// <summary>Magic, sizes and values.</summary>
    public static byte[] File(ReadOnlySpan<byte> values, params int[] sizes)
    {
        var bytes = new byte[4 + (4 * sizes.Length) + values.Length];
        (bytes[2], bytes[3]) = (8, (byte)sizes.Length);
        for (var k = 0; k < sizes.Length; k++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * k)), sizes[k]);
        }

        values.CopyTo(bytes.AsSpan(4 + (4 * sizes.Length)));
        return bytes;
    }

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    public static IdxFileSpec Spec(string name, byte[] file, string[] axes, params int[] sizes) => new(name, sizes, axes, Convert.ToHexStringLower(SHA256.HashData(file)));

    /// <summary>A dataset as MNIST in small: 12 images of 3x2 pixels and 6 to test.</summary>
    public static (IdxFileSpec Spec, byte[] File)[] SmallSet()
    {
        byte[] Values(int count, int modulus) => [.. Enumerable.Range(0, count).Select(k => (byte)(k * 37 % modulus))];
        var (trainImages, trainLabels) = (File(Values(72, 251), 12, 3, 2), File(Values(12, 10), 12));
        var (testImages, testLabels) = (File(Values(36, 241), 6, 3, 2), File(Values(6, 10), 6));
        return
        [
            (Spec("train-images", trainImages, ["images", "rows", "columns"], 12, 3, 2), trainImages),
            (Spec("train-labels", trainLabels, ["labels, one for each image of train-images"], 12), trainLabels),
            (Spec("test-images", testImages, ["images", "rows", "columns"], 6, 3, 2), testImages),
            (Spec("test-labels", testLabels, ["labels, one for each image of test-images"], 6), testLabels),
        ];
    }
}
