namespace Bss2.Trainer.Training;

/// <summary>Files that are written as wholes.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file and waits until the disk has it.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, Func<string, Stream> open)
    {
        using var stream = open(path);
        stream.Write(content);
        if (stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Removes what is left of a file that could not be written.</summary>
    public static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The disk that refused to write may refuse to delete too; the first failure is the one to report, and the leftover is overwritten by the next attempt.
            return;
        }
    }
}
