namespace Bss2.Messages.Cluster;

/// <summary>One setting of a job: what <c>--set key=value</c> says.</summary>
public sealed record JobSetting(string Key, string Value);

/// <summary>Command to whichever trainer is active: train an experiment.</summary>
/// <param name="Id">Identity of the job, 1..64 letters, digits and hyphens; also the name of its run folder under the trainers' shared folder.</param>
/// <param name="Experiment">Name of the built-in experiment.</param>
/// <param name="Settings">The resolved settings that differ from the defaults, in order.</param>
/// <param name="Submitted">Time of submission, milliseconds since 1970-01-01 UTC.</param>
/// <param name="Submitter">Who submitted it, for people.</param>
public sealed record TrainingJob(string Id, string Experiment, JobSetting[] Settings, long Submitted, string Submitter);

/// <summary>Event: a job could not be run to its end and will not be tried again.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reason">Everything that was wrong.</param>
/// <param name="Trainer">Who gave it up.</param>
/// <param name="Failed">When, milliseconds since 1970-01-01 UTC.</param>
public sealed record JobFailed(TrainingJob Job, string Reason, string Trainer, long Failed);
