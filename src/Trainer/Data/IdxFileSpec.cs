namespace Bss2.Trainer.Data;

/// <summary>What a published idx file of bytes holds.</summary>
/// <param name="Name">File name when unpacked; packed it is <see cref="PackedName"/>.</param>
/// <param name="Sizes">[axis], how many there are of each.</param>
/// <param name="Axes">[axis], what there are so many of, e.g. images, rows, columns.</param>
/// <param name="Sha256">SHA-256 of the unpacked file, 64 hexadecimal digits in lower case. Packed files differ by who packed them.</param>
public sealed record IdxFileSpec(string Name, int[] Sizes, string[] Axes, string Sha256)
{
    /// <summary>File name when packed by gzip.</summary>
    public string PackedName => Name + ".gz";

    /// <summary>Bytes before the values: four of magic and four for each axis.</summary>
    public int HeaderLength => 4 + (4 * Sizes.Length);

    /// <summary>Bytes of values.</summary>
    public int ValueCount => Sizes.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Bytes of the unpacked file.</summary>
    public long Length => HeaderLength + (long)ValueCount;
}
