namespace Bss2.Nodes.Data;

/// <summary>A dataset could not be downloaded: which file, what each mirror said, what to do. Exit code 1.</summary>
internal sealed class DatasetFetchException(string message, Exception? cause = null) : IOException(message, cause);

/// <summary>A mirror gave nothing more for now; asking again may help.</summary>
/// <param name="message">Why.</param>
/// <param name="wait">How long the mirror asks to be left alone.</param>
internal sealed class TransferException(string message, TimeSpan? wait = null, Exception? cause = null) : Exception(message, cause)
{
    public TimeSpan? Wait { get; } = wait;
}

/// <summary>A mirror does not have the file, or has another one; asking again does not help.</summary>
internal sealed class MirrorRefusedException(string message) : Exception(message);
