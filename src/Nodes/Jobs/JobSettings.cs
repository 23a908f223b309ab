using Bss2.Messages.Cluster;
using Bss2.Nodes.Commands;
using Bss2.Nodes.Configuration;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Jobs;

/// <summary>Between an experiment's options and the settings that travel with a job: those that differ from the defaults.</summary>
internal static class JobSettings
{
    /// <summary>The settings of options that were resolved without a fault.</summary>
    public static JobSetting[] Of(OptionSet options)
    {
        var defaults = new OptionSet(options.Specs);
        return [.. options.Specs.Where(s => options.Format(s.Key) != defaults.Format(s.Key)).Select(s => new JobSetting(s.Key, options.Format(s.Key)))];
    }

    /// <summary>The task of a job, its network placed.</summary>
    /// <param name="job">The job.</param>
    /// <param name="experiments">What it may name.</param>
    /// <param name="environment">What this machine's environment sets; the job's own settings win.</param>
    /// <exception cref="UsageException">The job cannot be run here: everything that is wrong.</exception>
    public static TrainingTask TaskOf(TrainingJob job, IReadOnlyList<BuiltInExperiment> experiments, IReadOnlyList<Assignment> environment)
    {
        var faults = new List<string>();
        var experiment = ExperimentChoice.Find(experiments, job.Experiment, faults) ?? throw new UsageException(faults);
        var origin = $"job {job.Id}";
        var layers = new OptionLayers { Environment = environment, Sets = [.. job.Settings.Select(s => new Assignment(s.Key, s.Value, origin))] };
        var task = TaskChoice.Create(experiment, layers.Resolve(experiment), faults);
        _ = TaskChoice.Place(task);
        return task;
    }
}
