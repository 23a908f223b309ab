using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// Encoder: a coordinate x in 0..1 becomes one spike at t = early + x (late − early), in row round(t / dt), halves to even; a bias channel spikes in row
/// int(bias / dt) of every sample. Float64 throughout, as hxtorch has it for float64 data: with the values of the Yin-Yang tutorial x = 0.5 gives
/// 10.500000000000002 and thus row 11.
/// </summary>
public sealed class CoordinatesToSpikes
{
    private const int StackedChannels = 32;

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
        var values = spikes.Values;
        for (var channel = 0; channel < distinct; channel++)
        {
            var row = RowOf(coordinates, channel, sample);
            var target = values.Slice(((row * spikes.Samples) + sample) * spikes.Stride, spikes.Neurons);
            for (var k = channel; k < target.Length; k += distinct)
            {
                target[k] = 1;
            }
        }
    }

    /// <summary>The spikes of one sample as a list, in order of rows, then channels: what <see cref="Encode"/> sets, without a dense array.</summary>
    /// <param name="coordinates">[coordinate].</param>
    /// <param name="rows">Out: [spike], as many as <see cref="Channels"/>.</param>
    /// <param name="channels">Out: [spike].</param>
    /// <param name="sample">Number of the sample, for messages.</param>
    public void List(ReadOnlySpan<double> coordinates, Span<int> rows, Span<ushort> channels, int sample)
    {
        var distinct = Channels(coordinates.Length) / Repetitions;
        if (rows.Length != distinct * Repetitions || channels.Length != rows.Length)
        {
            throw new ArgumentException($"{coordinates.Length} coordinates need room for {distinct * Repetitions} spikes, not for {rows.Length} rows and {channels.Length} channels.", nameof(rows));
        }

        // The first places take the distinct channels, sorted by row; insertion keeps equal rows in order of channels.
        Span<int> order = distinct <= StackedChannels ? stackalloc int[StackedChannels] : new int[distinct];
        Span<int> rowOf = distinct <= StackedChannels ? stackalloc int[StackedChannels] : new int[distinct];
        for (var channel = 0; channel < distinct; channel++)
        {
            var row = RowOf(coordinates, channel, sample);
            var place = channel;
            for (; place > 0 && rowOf[place - 1] > row; place--)
            {
                (rowOf[place], order[place]) = (rowOf[place - 1], order[place - 1]);
            }

            (rowOf[place], order[place]) = (row, channel);
        }

        var spike = 0;
        for (var first = 0; first < distinct;)
        {
            var last = first + 1;
            while (last < distinct && rowOf[last] == rowOf[first])
            {
                last++;
            }

            for (var repetition = 0; repetition < Repetitions; repetition++)
            {
                for (var k = first; k < last; k++, spike++)
                {
                    (rows[spike], channels[spike]) = (rowOf[k], (ushort)((repetition * distinct) + order[k]));
                }
            }

            first = last;
        }
    }

    private int RowOf(ReadOnlySpan<double> coordinates, int channel, int sample)
    {
        var row = channel < coordinates.Length ? RowOf(coordinates[channel]) : _biasRow;
        return row >= 0 && row < SequenceLength ? (int)row : throw new ArgumentOutOfRangeException(
            nameof(coordinates),
            coordinates[channel],
            FormattableString.Invariant($"Coordinate {channel} of sample {sample} falls into row {row}; rows are 0..{SequenceLength - 1}. Coordinates are meant to lie in 0..1: scale the data, or lengthen the sequence."));
    }
}
