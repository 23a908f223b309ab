using Bss2.Nodes.Commands;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Configuration;

/// <summary>
/// Where the values of an experiment's options come from. Later layers win:
/// defaults (those of the backend that the other layers choose), the run folder's own <c>config.yaml</c> (on resuming), the environment, preset, configuration file, <c>--set</c>, flags.
/// </summary>
internal sealed record OptionLayers
{
    public IReadOnlyList<Assignment> RunFolder { get; init; } = [];

    /// <summary>Options that the environment sets; those that the experiment does not have are passed over.</summary>
    public IReadOnlyList<Assignment> Environment { get; init; } = [];

    public string? Preset { get; init; }

    public IReadOnlyList<Assignment> File { get; init; } = [];

    public IReadOnlyList<Assignment> Sets { get; init; } = [];

    public IReadOnlyList<Assignment> Flags { get; init; } = [];

    /// <summary>The options with their values and all faults.</summary>
    public OptionSet Resolve(BuiltInExperiment experiment)
    {
        var options = Resolve(experiment, experiment.Options);
        var specs = BackendNames.Parse(options.Text("backend")) is { } backend ? experiment.OptionsOn(backend) : experiment.Options;
        return ReferenceEquals(specs, experiment.Options) ? options : Resolve(experiment, specs);
    }

    private OptionSet Resolve(BuiltInExperiment experiment, IReadOnlyList<OptionSpec> specs)
    {
        var options = new OptionSet(specs);
        Apply(options, experiment, RunFolder);
        Apply(options, experiment, [.. Environment.Where(a => options.Specs.Any(s => s.Key == a.Key))]);
        ApplyPreset(options, experiment);
        Apply(options, experiment, File);
        Apply(options, experiment, Sets);
        Apply(options, experiment, Flags);
        return options;
    }

    private static void Apply(OptionSet options, BuiltInExperiment experiment, IReadOnlyList<Assignment> layer)
    {
        foreach (var (key, text, origin) in layer)
        {
            // A config.yaml of a run folder may be given as it is: these two keys say what it belongs to.
            if (key == RunConfiguration.FormatKey)
            {
                continue;
            }

            if (key == RunConfiguration.ExperimentKey)
            {
                if (text != experiment.Name)
                {
                    options.AddFault($"{origin}: these settings are for the experiment '{text}', not for '{experiment.Name}'; train '{text}' or leave that line out.");
                }
            }
            else if (options.Specs.Any(s => s.Key == key))
            {
                options.Set(key, text, origin);
            }
            else
            {
                var known = options.Specs.Select(s => s.Key).ToArray();
                options.AddFault($"{origin}: experiment '{experiment.Name}' has no option '{key}'.{NearestName.Hint(key, known)} Its options are {string.Join(", ", known)}.");
            }
        }
    }

    private void ApplyPreset(OptionSet options, BuiltInExperiment experiment)
    {
        if (Preset is null)
        {
            return;
        }

        if (experiment.Presets.TryGetValue(Preset, out var values))
        {
            Apply(options, experiment, [.. values.Select(v => new Assignment(v.Key, v.Value, $"preset '{Preset}'"))]);
            return;
        }

        var known = experiment.Presets.Count == 0 ? "it has none" : "its presets are " + string.Join(", ", experiment.Presets.Keys);
        options.AddFault($"--preset: experiment '{experiment.Name}' has no preset '{Preset}'; {known}.{NearestName.Hint(Preset, experiment.Presets.Keys)}");
    }
}
