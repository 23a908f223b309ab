using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// Encoder: a coordinate x in 0..1 becomes one spike at t = early + x (late − early), in row round(t / dt), halves to even; a bias channel spikes in row
/// int(bias / dt) of every sample. Float64 throughout, as hxtorch has it for float64 data: with the values of the Yin-Yang tutorial x = 0.5 gives
/// 10.500000000000002 and thus row 11.
/// </summary>
public sealed class CoordinatesToSpikes
{
    private readonly double _early;
    private readonly double _late;
    private readonly double _dt;
    private readonly int _biasRow;

    /// <param name="sequenceLength">Time steps.</param>
    /// <param name="early">Time of x = 0, seconds.</param>
    /// <param name="late">Time of x = 1, seconds.</param>
    /// <param name="dt">Length of a time step in seconds.</param>
    /// <param name="bias">Time of the bias spike in seconds, or null without bias channel.</param>
    /// <param name="repetitions">Times that all channels are repeated side by side, to strengthen weak synapses.</param>
    public CoordinatesToSpikes(int sequenceLength, double early, double late, double dt = 1e-6, double? bias = null, int repetitions = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequenceLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repetitions);
        (_early, _late, _dt, SequenceLength, Repetitions) = (early, late, dt, sequenceLength, repetitions);
        _biasRow = bias is { } time ? (int)(time / dt) : -1;
        HasBias = bias is not null;
        if (HasBias && (_biasRow < 0 || _biasRow >= sequenceLength))
        {
            throw new ArgumentOutOfRangeException(
                nameof(bias), bias, FormattableString.Invariant($"The bias spike falls into row {_biasRow}; {sequenceLength} time steps of {dt} s have rows 0..{sequenceLength - 1}."));
        }
    }

    public int SequenceLength { get; }

    public int Repetitions { get; }

    public bool HasBias { get; }

    /// <summary>Channels of the encoded spikes for a number of coordinates.</summary>
    public int Channels(int coordinates) => (coordinates + (HasBias ? 1 : 0)) * Repetitions;

    /// <summary>Row of the spike of one coordinate; may lie outside the sequence.</summary>
    public long RowOf(double coordinate) => (long)Math.Round((_early + (coordinate * (_late - _early))) / _dt, MidpointRounding.ToEven);

    /// <summary>Sets the spikes of one sample.</summary>
    /// <param name="coordinates">[coordinate].</param>
    /// <param name="spikes">[time, sample, channel], zeros at entry.</param>
    /// <param name="sample">Which sample.</param>
    public void Encode(ReadOnlySpan<double> coordinates, Tensor spikes, int sample)
    {
        ArgumentNullException.ThrowIfNull(spikes);
        if (spikes.TimeSteps != SequenceLength || spikes.Neurons != Channels(coordinates.Length))
        {
            throw new ArgumentException(
                $"{coordinates.Length} coordinates need spikes of shape [{SequenceLength}, samples, {Channels(coordinates.Length)}], not [{spikes.TimeSteps}, {spikes.Samples}, {spikes.Neurons}].",
                nameof(spikes));
        }

        var distinct = Channels(coordinates.Length) / Repetitions;
        for (var channel = 0; channel < distinct; channel++)
        {
            var row = channel < coordinates.Length ? RowOf(coordinates[channel]) : _biasRow;
            if (row < 0 || row >= SequenceLength)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(coordinates),
                    coordinates[channel],
                    FormattableString.Invariant($"Coordinate {channel} of sample {sample} falls into row {row}; rows are 0..{SequenceLength - 1}. Coordinates are meant to lie in 0..1: scale the data, or lengthen the sequence."));
            }

            var target = spikes.Row((int)row, sample);
            for (var k = channel; k < target.Length; k += distinct)
            {
                target[k] = 1;
            }
        }
    }
}
