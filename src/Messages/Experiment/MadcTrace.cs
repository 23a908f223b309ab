using Bss2.Messages.Identity;

namespace Bss2.Messages.Experiment;

/// <summary>Samples of the membrane ADC for one neuron, 29.41 MS/s; half of that where the chip's two inputs share it.</summary>
/// <param name="Population">The population.</param>
/// <param name="Neuron">Logical index.</param>
/// <param name="PointCount">Samples per run, at most 65,535.</param>
/// <param name="Ticks">[sample, point], 4 ns ticks since the start of the run; the converter's own clock runs at 2 ns, odd cycles are rounded down.</param>
/// <param name="Codes">[sample, point], 0..1023; about 3.0 codes for a CADC LSB.</param>
public sealed record MadcTrace(PopulationId Population, int Neuron, int PointCount, int[] Ticks, ushort[] Codes);
