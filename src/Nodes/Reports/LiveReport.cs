using Bss2.Trainer.Training;

namespace Bss2.Nodes.Reports;

/// <summary>
/// Rewrites the report of a training after each epoch, once the epoch's files are in the folder. Where epochs are so short that this would
/// take more than a fifth of the time, some are left out; the last report is always of the whole training.
/// </summary>
internal sealed class LiveReport(RunFolder folder, RunDataReader reader, TimeProvider clock)
{
    /// <summary>Pause after a rewriting, in durations of it.</summary>
    private const int PauseFactor = 4;

    private long _ended;
    private TimeSpan _pause = TimeSpan.Zero;

    /// <summary>Takes the events of a training. A report that the disk refuses does not stop it: the next may succeed, and <see cref="Finish"/> tells.</summary>
    public void Take(object happened)
    {
        if (happened is not CheckpointSaved || clock.GetElapsedTime(_ended) < _pause)
        {
            return;
        }

        var began = clock.GetTimestamp();
        try
        {
            ReportFile.Write(folder, reader);
        }
        catch (RunFolderException)
        {
            return;
        }

        _ended = clock.GetTimestamp();
        _pause = PauseFactor * clock.GetElapsedTime(began, _ended);
    }

    /// <summary>Writes the report of all that was trained.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="RunFolderException">The disk refused.</exception>
    public string Finish() => ReportFile.Write(folder, reader);
}
