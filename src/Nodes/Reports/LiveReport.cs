using Bss2.Trainer.Training;

namespace Bss2.Nodes.Reports;

/// <summary>Rewrites the report of a training after each epoch, once the epoch's files are in the folder.</summary>
internal sealed class LiveReport(RunFolder folder, RunDataReader reader)
{
    /// <summary>Takes the events of a training. A report that the disk refuses does not stop it: the next may succeed, and <see cref="Finish"/> tells.</summary>
    public void Take(object happened)
    {
        if (happened is not CheckpointSaved)
        {
            return;
        }

        try
        {
            ReportFile.Write(folder, reader);
        }
        catch (RunFolderException)
        {
            // Told by Finish, should the disk still refuse then.
        }
    }

    /// <summary>Writes the report of all that was trained.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="RunFolderException">The disk refused.</exception>
    public string Finish() => ReportFile.Write(folder, reader);
}
