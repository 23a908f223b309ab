namespace Bss2.Messages.Identity;

/// <summary>Index of a population within its <see cref="Experiment.NetworkSpec"/>, 0-based.</summary>
public readonly record struct PopulationId(int Value);
