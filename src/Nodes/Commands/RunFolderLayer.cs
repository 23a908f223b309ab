using Bss2.Nodes.Configuration;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Commands;

/// <summary>The settings that a run folder was written with.</summary>
internal static class RunFolderLayer
{
    /// <exception cref="RunRefusedException">The folder holds no run of this version.</exception>
    public static IReadOnlyList<Assignment> Of(RunFolder folder)
    {
        var configuration = RunConfiguration.Read(folder);
        var origin = folder.FileOf(RunFolder.ConfigFile);
        return [new Assignment(RunConfiguration.ExperimentKey, configuration.Experiment, origin), .. configuration.Values.Select(v => new Assignment(v.Key, v.Value, origin))];
    }
}
