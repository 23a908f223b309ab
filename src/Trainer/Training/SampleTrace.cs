namespace Bss2.Trainer.Training;

/// <summary>Rasters and readout traces of one sample, for pictures.</summary>
/// <param name="InputTimesMicroseconds">[input spikes].</param>
/// <param name="InputChannels">[input spikes], channel before repetition.</param>
/// <param name="HiddenTimesMicroseconds">[hidden spikes].</param>
/// <param name="HiddenNeurons">[hidden spikes].</param>
/// <param name="ReadoutTimesMicroseconds">[row] of the dense grid.</param>
/// <param name="ReadoutTraces">[row, class], model units.</param>
public sealed record SampleTrace(
    double[] InputTimesMicroseconds,
    int[] InputChannels,
    double[] HiddenTimesMicroseconds,
    int[] HiddenNeurons,
    double[] ReadoutTimesMicroseconds,
    float[] ReadoutTraces);
