using System.Globalization;
using System.Text;
using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Commands;

/// <summary>What <c>train</c> prints before it begins.</summary>
internal static class TaskDescription
{
    /// <summary>Layers with sizes, parameters with shapes, scales, and which chip holds what where.</summary>
    public static string Network(TrainingTask task, PlacedRack? placed)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{task.Experiment} on {BackendNames.Of(task.Backend)}: {task.Train.Count} training{(task.Validation is { } validation ? FormattableString.Invariant($", {validation.Count} validation") : "")} and {task.Test.Count} test samples, batches of {task.BatchSize}\n");
        foreach (var population in task.Model.Network?.Populations ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"  layer {population.Name}: {population.Size} {Kind(population.Kind)}\n");
        }

        foreach (var parameter in task.Model.Parameters)
        {
            text.Append(CultureInfo.InvariantCulture, $"  weights {parameter.Name}: {string.Join(" x ", parameter.Shape)}\n");
        }

        foreach (var scale in task.Options.Specs.Where(s => s.Key.EndsWith("Scale", StringComparison.Ordinal)))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {scale.Key}: {task.Options.Format(scale.Key)} ({scale.Description})\n");
        }

        return text.Append(placed?.Describe()).Append(task.Introduction).ToString();
    }

    /// <summary>Every option with its value and meaning, one line each.</summary>
    public static string Options(OptionSet options)
    {
        var text = new StringBuilder("Options:\n");
        var keyWidth = options.Specs.Max(s => s.Key.Length);
        var valueWidth = Math.Min(24, options.Specs.Max(s => options.Format(s.Key).Length));
        foreach (var spec in options.Specs)
        {
            text.Append("  ").Append(spec.Key.PadRight(keyWidth)).Append("  ").Append(options.Format(spec.Key).PadRight(valueWidth)).Append("  ").Append(spec.Description).Append('\n');
        }

        return text.ToString();
    }

    private static string Kind(PopulationKind kind) => kind switch
    {
        PopulationKind.Input => "inputs",
        PopulationKind.LeakyIntegrateAndFire => "leaky integrate-and-fire neurons",
        PopulationKind.Integrator => "results of matrix multiplication",
        _ => "leaky integrators",
    };
}
