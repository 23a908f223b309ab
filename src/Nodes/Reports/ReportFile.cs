using System.Text;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Reports;

/// <summary>Writes <c>report.html</c> into a run folder, from what is in the folder alone: the same folder gives the same bytes.</summary>
internal static class ReportFile
{
    public const string Name = "report.html";

    /// <summary>Replaces the report as a whole.</summary>
    /// <returns>Full path of the report.</returns>
    /// <exception cref="RunRefusedException">The folder cannot be read as a run.</exception>
    /// <exception cref="RunFolderException">The disk refused, or the run was taken over; the report before is untouched.</exception>
    public static string Write(RunFolder folder, RunDataReader reader)
    {
        folder.WriteDerived(Name, Encoding.UTF8.GetBytes(ReportPage.Of(reader.Read(folder))));
        return folder.FileOf(Name);
    }
}
