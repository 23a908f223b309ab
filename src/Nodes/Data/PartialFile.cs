using Bss2.Trainer.Data;

namespace Bss2.Nodes.Data;

/// <summary>
/// A file that is being downloaded. It has another name until it is verified, so that nobody reads half of it, and it belongs to one process at a time. It stays where it is
/// when a download ends early, and the next one goes on with it.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;

    private PartialFile(string path, FileStream stream) => (_path, _stream) = (path, stream);

    /// <summary>Name until it is verified.</summary>
    public string TemporaryPath => _path + DataFolder.PartialEnding;

    /// <summary>Bytes that are there.</summary>
    public long Length => _stream.Length;

    /// <param name="path">Name once it is verified.</param>
    /// <exception cref="DatasetFetchException">Another process downloads it.</exception>
    public static PartialFile Open(string path)
    {
        try
        {
            return new PartialFile(path, new FileStream(path + DataFolder.PartialEnding, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken) when (taken is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path + DataFolder.PartialEnding))
        {
            throw new DatasetFetchException($"{path + DataFolder.PartialEnding} cannot be opened; another process may be downloading it: wait for its end ({taken.Message})", taken);
        }
    }

    /// <summary>Adds to its end.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        _stream.Seek(0, SeekOrigin.End);
        await _stream.WriteAsync(bytes, cancel);
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => _stream.SetLength(0);

    /// <summary>Why this is not the file, or null where it is, to the last bit.</summary>
    public string? Fault(IdxFileSpec spec)
    {
        _stream.Seek(0, SeekOrigin.Begin);
        try
        {
            _ = IdxFile.Read(_stream, spec.PackedName, packed: true, spec);
            return null;
        }
        catch (DatasetException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>Gives the verified file its name, once the disk has it.</summary>
    public void Complete()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(TemporaryPath, _path, overwrite: true);
    }

    public void Dispose()
    {
        if (!_stream.CanRead)
        {
            return;
        }

        var empty = _stream.Length == 0;
        _stream.Dispose();
        if (empty)
        {
            File.Delete(TemporaryPath);
        }
    }
}
