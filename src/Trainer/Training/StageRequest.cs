using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.Data;

namespace Bss2.Trainer.Training;

/// <summary>A block of samples whose activations are wanted for one stage.</summary>
/// <param name="Stage">From 0.</param>
/// <param name="Data">Where the samples come from.</param>
/// <param name="Samples">Dataset indices of the block's samples.</param>
/// <param name="FirstSample">Position of the first of them in its run, for noise drawn in software.</param>
/// <param name="Key">Key of the run.</param>
/// <param name="Results">What the stages before gave for these samples.</param>
public sealed record StageRequest(int Stage, Dataset Data, ReadOnlyMemory<int> Samples, int FirstSample, RunKey Key, IReadOnlyList<PopulationVectors> Results);
