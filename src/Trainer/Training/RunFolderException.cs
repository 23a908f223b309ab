namespace Bss2.Trainer.Training;

/// <summary>The disk refused to keep or give a run's files. Nothing is half-written. Exit code 1.</summary>
public class RunFolderException : Exception
{
    public RunFolderException(string message, Exception? cause = null)
        : base(message, cause) { }
}

/// <summary>Another process writes to the run folder now, so that this one may not any more. Nothing was written. Exit code 1.</summary>
public sealed class RunFolderTakenOverException : RunFolderException
{
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="writer">Token of the writer that took it over, <c>HOST-PROCESS-RANDOM</c>; null where it is not known.</param>
    /// <param name="message">The sentence for people.</param>
    /// <param name="cause">Where this was noticed first.</param>
    public RunFolderTakenOverException(string folder, string? writer, string message, Exception? cause = null)
        : base(message, cause) => (Folder, Writer) = (folder, writer);

    /// <summary>Full path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Token of the writer that took it over, <c>HOST-PROCESS-RANDOM</c>; null where it is not known.</summary>
    public string? Writer { get; }

    internal static RunFolderTakenOverException Of(string folder, string? writer, string consequence) => new(
        folder,
        writer,
        $"{folder} was taken over by {(writer is null ? "a writer that left no name, or its staging directory was removed by hand" : WriterToken.Describe(writer))}: {consequence}, "
        + "and this process writes nothing more there. The run goes on where it was taken over; to have it back, end that process first and then go on with --resume.");
}

/// <summary>A run folder or checkpoint is not what was asked for: exists already, other version, foreign, damaged. Exit code 2.</summary>
public sealed class RunRefusedException : Exception
{
    public RunRefusedException(string message, Exception? cause = null)
        : base(message, cause) { }
}
