using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using static System.FormattableString;

namespace Bss2.Trainer.Data;

/// <summary>
/// Reads idx files of bytes (the format of MNIST: two zeros, a type code, the number of axes, their sizes as big-endian words, the values), packed by gzip or not.
/// A file is read as a whole or refused: no value is handed out before its SHA-256 is found right.
/// </summary>
public static class IdxFile
{
    private const byte UnsignedByte = 0x08;
    private const int ReadLength = 1 << 18;

    private static readonly byte[] PackedMagic = [0x1F, 0x8B];

    /// <summary>The values of a file; packed where its name ends in <c>.gz</c>.</summary>
    /// <exception cref="DatasetException">The file is not what it should be: file, offset, expected and found.</exception>
    public static byte[] Read(string path, IdxFileSpec spec)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            return Read(file, path, path.EndsWith(".gz", StringComparison.Ordinal), spec);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The values of a file that is open.</summary>
    /// <param name="file">The file from its beginning; can be sought.</param>
    /// <param name="name">What it is called in faults.</param>
    /// <param name="packed">Whether it is packed by gzip.</param>
    /// <param name="spec">What it should hold.</param>
    /// <exception cref="DatasetException">The file is not what it should be: file, offset, expected and found.</exception>
    public static byte[] Read(Stream file, string name, bool packed, IdxFileSpec spec)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(spec);
        if (!packed)
        {
            return ReadUnpacked(file, name, spec);
        }

        CheckPacked(file, name);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        return ReadUnpacked(unpacked, name, spec);
    }

    private static byte[] ReadUnpacked(Stream stream, string name, IdxFileSpec spec)
    {
        var reader = new Reader(stream, name, spec);
        Span<byte> header = stackalloc byte[spec.HeaderLength];
        reader.Fill(header);
        CheckHeader(header, name, spec);

        // The size of the array is the published one, whatever a file claims.
        var values = GC.AllocateUninitializedArray<byte>(spec.ValueCount);
        reader.Fill(values);
        reader.End();
        var found = reader.Sha256();
        return found == spec.Sha256
            ? values
            : throw new DatasetException($"{name}: the SHA-256 of its {spec.Length} bytes is {found}; expected {spec.Sha256}. The file is damaged or another one; remove it and fetch it again.");
    }

    private static void CheckPacked(Stream file, string name)
    {
        Span<byte> magic = stackalloc byte[2];
        var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (!magic[..length].SequenceEqual(PackedMagic))
        {
            throw new DatasetException($"{name}, offset 0: expected a file packed by gzip (1F 8B), found {(length == 0 ? "an empty file" : Hex(magic[..length]))}.");
        }

        file.Seek(-length, SeekOrigin.Current);
    }

    private static void CheckHeader(ReadOnlySpan<byte> header, string name, IdxFileSpec spec)
    {
        if (header[0] != 0 || header[1] != 0)
        {
            throw new DatasetException($"{name}, offset 0: expected the zeros of an idx file (00 00), found {Hex(header[..2])}.");
        }

        if (header[2] != UnsignedByte)
        {
            throw new DatasetException($"{name}, offset 2: expected type code 08 (unsigned bytes), found {header[2]:X2}.");
        }

        if (header[3] != spec.Sizes.Length)
        {
            throw new DatasetException($"{name}, offset 3: expected {spec.Sizes.Length} axes ({string.Join(", ", spec.Axes)}), found {header[3]}.");
        }

        for (var axis = 0; axis < spec.Sizes.Length; axis++)
        {
            var offset = 4 + (4 * axis);
            var found = BinaryPrimitives.ReadUInt32BigEndian(header[offset..]);
            if (found != spec.Sizes[axis])
            {
                throw new DatasetException($"{name}, offset {offset}: expected {spec.Sizes[axis]} {spec.Axes[axis]}, found {found}.");
            }
        }
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => BitConverter.ToString(bytes.ToArray()).Replace('-', ' ');

    /// <summary>Reads on and keeps count; hashes what it reads while it is in the cache.</summary>
    private sealed class Reader(Stream stream, string name, IdxFileSpec spec)
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _offset;

        public void Fill(Span<byte> into)
        {
            while (into.Length > 0)
            {
                var length = Next(into[..Math.Min(into.Length, ReadLength)]);
                if (length == 0)
                {
                    throw new DatasetException($"{name}, offset {_offset}: the file ends; expected {spec.Length} bytes{Unpacked}, found {_offset}.");
                }

                _hash.AppendData(into[..length]);
                _offset += length;
                into = into[length..];
            }
        }

        public void End()
        {
            Span<byte> more = stackalloc byte[1];
            if (Next(more) != 0)
            {
                var found = stream.CanSeek ? Invariant($"{stream.Length}") : "more";
                throw new DatasetException($"{name}, offset {_offset}: expected the end of the file after {spec.Length} bytes{Unpacked}, found {found}.");
            }
        }

        public string Sha256()
        {
            using (_hash)
            {
                return Convert.ToHexStringLower(_hash.GetHashAndReset());
            }
        }

        private string Unpacked => stream is GZipStream ? " when unpacked" : "";

        private int Next(Span<byte> into)
        {
            try
            {
                return stream.Read(into);
            }
            catch (InvalidDataException damage)
            {
                throw new DatasetException($"{name}: the packed data are damaged or cut off after offset {_offset} of the unpacked file; expected {spec.Length} bytes, found {_offset} that can be unpacked ({damage.Message.TrimEnd('.')}).", damage);
            }
        }
    }
}
