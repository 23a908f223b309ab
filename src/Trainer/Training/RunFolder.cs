namespace Bss2.Trainer.Training;

/// <summary>
/// The folder that a training leaves: <c>config.yaml, metrics.csv, batches.csv, series.csv, summary.json, weights.npz, snapshot.npz, checkpoint.bin</c>.
/// Files are replaced as wholes: written in a staging directory, flushed to the disk, then renamed, so a reader never sees half of one.
/// It has one writer at a time: <see cref="TakeOver"/> locks all others out for good. Reading needs no writer.
/// </summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>Version of the files' layout; a folder of another version is refused.</summary>
    public const int Format = 1;

    public const string ConfigFile = "config.yaml";
    public const string MetricsFile = "metrics.csv";
    public const string BatchesFile = "batches.csv";

    /// <summary>Only where the model gives figures of its own.</summary>
    public const string SeriesFile = "series.csv";

    public const string SummaryFile = "summary.json";
    public const string WeightsFile = "weights.npz";
    public const string SnapshotFile = "snapshot.npz";
    public const string CheckpointFile = "checkpoint.bin";

    private readonly Func<string, Stream> _open;
    private RunFolderWriter? _writer;

    private RunFolder(string path, Func<string, Stream>? open)
    {
        Path = path;
        _open = open ?? (file => new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None));
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Makes a folder for a new training, as its writer.</summary>
    /// <exception cref="RunRefusedException">There is a run already, or something that is not a run.</exception>
    /// <exception cref="RunFolderException">The folder cannot be made.</exception>
    public static RunFolder Create(string path) => Create(path, null);

    /// <summary>Opens the folder of an earlier training to read it; <see cref="TakeOver"/> then makes this process its writer.</summary>
    /// <exception cref="RunRefusedException">There is no run, or one of another format version.</exception>
    public static RunFolder Open(string path) => Open(path, null);

    /// <summary>Full path of one of the folder's files.</summary>
    public string FileOf(string name) => System.IO.Path.Combine(Path, name);

    public bool Has(string name) => File.Exists(FileOf(name));

    /// <summary>Makes this process the folder's only writer, unless it is: nothing that another has not finished writing by now will appear. What was read before must be read again.</summary>
    /// <exception cref="RunFolderException">The folder cannot be written to.</exception>
    /// <exception cref="RunFolderTakenOverException">Another process took it over at the same moment.</exception>
    public void TakeOver()
    {
        try
        {
            _writer ??= RunFolderWriter.TakeOver(Path, _open);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"{Path} cannot be taken over for writing: {failure.Message} See that this user may write to it, or choose another folder with --run-dir.", failure);
        }
    }

    /// <summary>Replaces a file as a whole. Only for the folder's writer, see <see cref="TakeOver"/>.</summary>
    /// <exception cref="RunFolderTakenOverException">Another process took the folder over; nothing was written.</exception>
    /// <exception cref="RunFolderException">The disk refused, e.g. because it is full; the file is as it was before.</exception>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        var writer = _writer ?? throw new InvalidOperationException($"{Path} was opened for reading; take it over before {name} is written.");
        try
        {
            writer.Write(name, content);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refusal(name, content.Length, failure);
        }
    }

    /// <summary>
    /// Replaces a file that is made from the folder's other files alone, such as a report. The folder's writer does it as <see cref="Write"/>; anybody else may do it too,
    /// beside the training that goes on there.
    /// </summary>
    /// <exception cref="RunFolderTakenOverException">This process was the folder's writer and is no more; nothing was written.</exception>
    /// <exception cref="RunFolderException">The disk refused; the file is as it was before.</exception>
    public void WriteDerived(string name, ReadOnlySpan<byte> content)
    {
        if (_writer is not null)
        {
            Write(name, content);
            return;
        }

        var unfinished = FileOf(name) + ".unfinished";
        try
        {
            WholeFile.Write(unfinished, content, _open);
            File.Move(unfinished, FileOf(name), overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            WholeFile.Discard(unfinished);
            throw Refusal(name, content.Length, failure);
        }
    }

    /// <summary>Gives the right to write up, at an orderly end.</summary>
    public void Dispose() => _writer?.Release();

    /// <summary>Reads a file as a whole.</summary>
    /// <exception cref="RunRefusedException">It is not there.</exception>
    /// <exception cref="RunFolderException">It cannot be read.</exception>
    public byte[] Read(string name)
    {
        try
        {
            return File.ReadAllBytes(FileOf(name));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RunRefusedException($"{Path} holds no {name}: it is no run folder, or its training ended before the file was written; start it anew in another folder.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"{name} in {Path} cannot be read: {failure.Message}", failure);
        }
    }

    internal static RunFolder Create(string path, Func<string, Stream>? open)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            if (File.Exists(path))
            {
                throw new RunRefusedException($"{path} is a file; give a folder that is new or empty with --run-dir.");
            }

            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => !RunFolderWriter.Owns(entry)))
            {
                var run = File.Exists(System.IO.Path.Combine(path, ConfigFile));
                throw new RunRefusedException(run
                    ? $"{path} holds a run already; go on with it by --resume, or give another folder with --run-dir."
                    : $"{path} is not empty and holds no run; give a folder that is new or empty with --run-dir.");
            }

            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"The run folder {path} cannot be made: {failure.Message} Choose another place with --run-dir.", failure);
        }

        var folder = new RunFolder(path, open);
        folder.TakeOver();
        return folder;
    }

    internal static RunFolder Open(string path, Func<string, Stream>? open)
    {
        var folder = new RunFolder(System.IO.Path.GetFullPath(path), open);
        if (!folder.Has(ConfigFile))
        {
            throw new RunRefusedException($"{folder.Path} holds no run: there is no {ConfigFile} in it; give the folder that an earlier training named, or train without --resume.");
        }

        _ = RunConfiguration.Read(folder);
        return folder;
    }

    private RunFolderException Refusal(string name, int bytes, Exception failure) => new(
        $"{name} ({bytes} bytes) cannot be written to {Path}: {failure.Message} The file is as it was before; free space or choose another folder with --run-dir, then go on with --resume.",
        failure);
}
