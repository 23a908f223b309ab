using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Toys;

/// <summary>An experiment with a fault in its program.</summary>
internal sealed class BrokenExperiment : BuiltInExperiment
{
    public override string Name => "broken";

    public override string Description => "Fails";

    public override Backend DefaultBackend => Backend.Model;

    public override IReadOnlyList<OptionSpec> Options { get; } = [new("backend", OptionKind.Text, "model", "Where the forward pass runs")];

    public override TrainingTask? Create(OptionSet options) => throw new InvalidOperationException("the belt snapped");
}
