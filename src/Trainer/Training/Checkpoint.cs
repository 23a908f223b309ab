using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Training;

/// <summary>Everything that a training needs to go on as if it had not stopped.</summary>
internal sealed record Checkpoint
{
    public required string Experiment { get; init; }

    /// <summary>Options that decide results, with their values as in <c>config.yaml</c>.</summary>
    public required KeyValuePair<string, string>[] Options { get; init; }

    public required TrainingProgress Progress { get; init; }

    /// <summary>[parameter].</summary>
    public required string[] ParameterNames { get; init; }

    /// <summary>[parameter]: a <c>float[]</c> or <c>double[]</c> each.</summary>
    public required Array[] Parameters { get; init; }

    public required OptimiserState Optimiser { get; init; }

    /// <summary>Text of <c>metrics.csv</c> at this point.</summary>
    public required string Metrics { get; init; }

    /// <summary>Text of <c>batches.csv</c> at this point.</summary>
    public required string Batches { get; init; }

    /// <summary>Text of <c>series.csv</c> at this point.</summary>
    public required string Series { get; init; }

    /// <summary>What the model remembered besides its parameters.</summary>
    public required double[] ModelState { get; init; }

    /// <summary>The options of a task that decide its results.</summary>
    public static KeyValuePair<string, string>[] DecidingOptions(OptionSet options) =>
        [.. options.Specs.Where(s => s.DecidesResults).Select(s => KeyValuePair.Create(s.Key, options.Format(s.Key)))];

    /// <summary>Checks that this checkpoint belongs to a task, and puts its parameters into the model.</summary>
    /// <param name="task">The task that is to go on.</param>
    /// <param name="path">Where the checkpoint lies, for messages.</param>
    /// <exception cref="RunRefusedException">Another experiment, or options that decide results differ: all of them are listed.</exception>
    public void ApplyTo(TrainingTask task, string path)
    {
        var faults = FaultsFor(task);
        if (faults.Count > 0)
        {
            throw new RunRefusedException(
                $"The checkpoint {path} belongs to another training: {string.Join("; ", faults)}. Resume with the same settings, or train anew in another folder with --run-dir.");
        }

        for (var k = 0; k < Parameters.Length; k++)
        {
            Parameters[k].CopyTo(task.Model.Parameters[k].Elements, 0);
        }

        task.Model.RestoreState(ModelState);
    }

    private List<string> FaultsFor(TrainingTask task)
    {
        if (Experiment != task.Experiment)
        {
            return [$"experiment is '{task.Experiment}' now and was '{Experiment}'"];
        }

        var faults = new List<string>();
        var before = Options.ToDictionary(o => o.Key, o => o.Value, StringComparer.Ordinal);
        foreach (var (key, value) in DecidingOptions(task.Options))
        {
            if (!before.Remove(key, out var was))
            {
                faults.Add($"{key} is '{value}' now and was not known");
            }
            else if (was != value)
            {
                faults.Add($"{key} is '{value}' now and was '{was}'");
            }
        }

        faults.AddRange(before.Select(left => $"{left.Key} was '{left.Value}' and is not known now"));
        var least = Progress.Batch > 0 ? Progress.Epoch + 1 : Progress.Epoch;
        if (least > task.Epochs)
        {
            var begun = Progress.Batch > 0 ? " and the next is begun" : "";
            faults.Add($"epochs is {task.Epochs} now and {Progress.Epoch} are trained already{begun} (permitted: {least} or more)");
        }

        faults.AddRange(ParameterFaults(task.Model.Parameters));
        if (task.Model.CaptureState().Length is var remembers && remembers != ModelState.Length)
        {
            faults.Add($"the model remembers {remembers} numbers besides its parameters now and remembered {ModelState.Length}");
        }

        return faults;
    }

    private IEnumerable<string> ParameterFaults(IReadOnlyList<Parameter> parameters)
    {
        if (parameters.Count != Parameters.Length)
        {
            yield return $"the model has {parameters.Count} parameters now and had {Parameters.Length}";
            yield break;
        }

        for (var k = 0; k < Parameters.Length; k++)
        {
            var (now, was) = (Describe(parameters[k].Name, parameters[k].Elements), Describe(ParameterNames[k], Parameters[k]));
            if (now != was)
            {
                yield return $"parameter {k} is {now} now and was {was}";
            }
        }
    }

    private static string Describe(string name, Array elements) => $"'{name}' of {elements.Length} values in {elements switch { double[] => "float64", _ => "float32" }}";
}
