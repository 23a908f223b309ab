namespace Bss2.Trainer.Training;

/// <summary>
/// The right to write to a run folder: a staging directory <c>.writer-HOST-PROCESS-RANDOM</c> inside it, made once. A file is written there, flushed, and
/// renamed onto its place. Whoever takes the folder over removes the directories of all others; their next rename then fails, because its source is gone,
/// and they never make the directory again. No clock, no lease: a process that slept for a week is as locked out as one that slept for a millisecond.
/// </summary>
/// <remarks>
/// Why a takeover renames a directory and then empties and removes it: a rename that another process has begun may have looked its source directory up already,
/// and follows it to its new name. Once the directory itself is removed, nothing can come out of it any more, and the new name lets nothing new in. One's own directory is
/// made before the others are listed: of two that take over at the same time, at least one sees the other, so both never hold the folder (both may lose it).
/// See docs/decisions/0005-fenced-run-folder.md.
/// </remarks>
internal sealed class RunFolderWriter
{
    private const string Prefix = ".writer-";

    /// <summary>A writer's directory on its way out.</summary>
    private const string RemovedPrefix = ".removed-";

    /// <summary>Who took over from whom: one file for each writer that may not know yet.</summary>
    private const string TakenOver = ".taken-over";

    /// <summary>What NFS leaves of a file that is removed while somebody has it open: nobody can rename it back.</summary>
    private const string StillOpenPrefix = ".nfs";

    /// <summary>Rounds of listing and removing. A locked-out writer can put at most the one file in that it had begun, so two are enough for each.</summary>
    private const int MostRounds = 100;

    private readonly string _folder;
    private readonly string _staging;
    private readonly WriterToken _token;
    private readonly Func<string, Stream> _open;
    private readonly Lock _losing = new();
    private RunFolderTakenOverException? _lost;
    private bool _isReleased;

    private RunFolderWriter(string folder, WriterToken token, Func<string, Stream> open)
    {
        (_folder, _token, _open) = (folder, token, open);
        _staging = Path.Combine(folder, Prefix + token);
    }

    /// <summary>Whether an entry of a run folder is a writer's and not the run's.</summary>
    public static bool Owns(string entry) =>
        Path.GetFileName(entry) is var name && (name == TakenOver || name.StartsWith(Prefix, StringComparison.Ordinal) || name.StartsWith(RemovedPrefix, StringComparison.Ordinal));

    /// <summary>Becomes the folder's only writer. When this returns, nothing that others write will ever appear in it.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    /// <exception cref="RunFolderTakenOverException">Another process took it over at the same moment.</exception>
    public static RunFolderWriter TakeOver(string folder, Func<string, Stream> open)
    {
        var writer = new RunFolderWriter(folder, WriterToken.OfThisProcess(), open);
        Directory.CreateDirectory(writer._staging);
        for (var round = 0; writer.Others() is { Count: > 0 } others; round++)
        {
            if (round == MostRounds)
            {
                writer.Release();
                throw new IOException($"{string.Join(", ", others)} of earlier writers cannot be removed.");
            }

            others.ForEach(writer.LockOut);
        }

        return Directory.Exists(writer._staging) ? writer : throw writer.Lost("nothing was written");
    }

    /// <summary>Replaces a file as a whole.</summary>
    /// <exception cref="RunFolderTakenOverException">Somebody else is the folder's writer now; nothing was written.</exception>
    /// <exception cref="IOException">The disk refused; the file is as it was before.</exception>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        ObjectDisposedException.ThrowIf(_isReleased, this);
        if (_lost is not null)
        {
            throw Lost($"{name} was not written");
        }

        var unfinished = Path.Combine(_staging, name);
        try
        {
            WholeFile.Write(unfinished, content, _open);
            File.Move(unfinished, Path.Combine(_folder, name), overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(_folder) && !Directory.Exists(_staging))
            {
                throw Lost($"{name} was not written");
            }

            WholeFile.Discard(unfinished);
            throw;
        }
    }

    /// <summary>Gives the right up at an orderly end. Never throws: what cannot be removed is removed by the next writer.</summary>
    public void Release()
    {
        _isReleased = true;
        Attempt(() => Directory.Delete(_staging, recursive: true));
    }

    /// <summary>Directories of others, and those that somebody began to remove.</summary>
    private List<string> Others() =>
    [
        .. Directory.EnumerateDirectories(_folder).Select(Path.GetFileName).OfType<string>()
            .Where(name => name != Prefix + _token && name != TakenOver && Owns(name))
            .Where(name => !IsHarmless(Path.Combine(_folder, name))),
    ];

    /// <summary>Removed but for files that another process has open and that have lost their names.</summary>
    private static bool IsHarmless(string directory)
    {
        var name = Path.GetFileName(directory);
        try
        {
            return name.StartsWith(RemovedPrefix, StringComparison.Ordinal)
                && Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).ToArray() is { Length: > 0 } left
                && left.All(entry => entry!.StartsWith(StillOpenPrefix, StringComparison.Ordinal));
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
    }

    private void LockOut(string name)
    {
        var directory = Path.Combine(_folder, name);
        if (name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            Leave(name[Prefix.Length..]);
            var removed = Path.Combine(_folder, RemovedPrefix + name[Prefix.Length..]);
            Attempt(() => Directory.Move(directory, removed));
            directory = removed;
        }

        Attempt(() => Directory.Delete(directory, recursive: true));
    }

    /// <summary>Tells a writer that may be asleep who took over from it.</summary>
    private void Leave(string other)
    {
        var place = Path.Combine(_folder, TakenOver);
        Attempt(() =>
        {
            Directory.CreateDirectory(place);
            File.WriteAllText(Path.Combine(place, other), _token.ToString());
        });
    }

    // Checkpoint and report are written on threads of their own and may find out at the same time; the note is there for one of them.
    private RunFolderTakenOverException Lost(string consequence)
    {
        lock (_losing)
        {
            return _lost = RunFolderTakenOverException.Of(_folder, _lost is null ? Successor() : _lost.Writer, consequence);
        }
    }

    private string? Successor()
    {
        string? successor = null;
        var note = Path.Combine(_folder, TakenOver, _token.ToString());
        Attempt(() =>
        {
            successor = File.ReadAllText(note).Trim();
            File.Delete(note);
            Directory.Delete(Path.Combine(_folder, TakenOver)); // Where nobody else is to be told.
        });
        return successor is { Length: > 0 } ? successor : null;
    }

    /// <summary>What others may be doing at the same time, or what is looked at again afterwards.</summary>
    private static void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
