using System.Numerics;
using Bss2.Messages.Spikes;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>Recorded spikes as rows of events on the time grid, binned as by <see cref="SpikesToDense"/>, which fills the dense array if somebody reads it.</summary>
internal sealed class RecordedSpikes : TapeOperation
{
    private const int WordBits = 64;

    // Two seconds, far beyond any run; the span between both ends fits an int.
    private const int LastTick = 1 << 29;

    private readonly EventList _events = new();
    private ulong[] _marks = [];
    private int[] _firstTicks = [];
    private TimeGrid _grid;
    private SpikeBatch _spikes = null!;
    private int _firstSample;
    private Tensor _tensor = null!;

    /// <summary>Records the spikes of consecutive samples of a recording. Arguments as of <see cref="SpikesToDense.Fill"/>.</summary>
    public static Tensor Apply(Tape tape, SpikeBatch spikes, int firstSample, int samples, int neurons, TimeGrid grid)
    {
        if (firstSample < 0 || firstSample + samples > spikes.SampleCount)
        {
            throw new ArgumentOutOfRangeException(nameof(firstSample), firstSample, $"Samples {firstSample}..{firstSample + samples - 1} are wanted of a recording of {spikes.SampleCount}.");
        }

        var operation = tape.Record<RecordedSpikes>();
        operation.SetGrid(grid);
        (operation._spikes, operation._firstSample) = (spikes, firstSample);
        operation._tensor = tape.Allocate(grid.Steps, samples, neurons);
        operation.Collect();
        operation._tensor.Events = operation._events;
        operation._tensor.DeferValues(operation);
        return operation._tensor;
    }

    internal override void FillValues() => SpikesToDense.Fill(_spikes, _firstSample, _grid, _tensor);

    internal override void Backward(GradientBuffer gradients)
    {
    }

    /// <summary>Sets a bit for each spike, so that several in a bin count once and the list comes out in order.</summary>
    private void Collect()
    {
        var (samples, neurons) = (_tensor.Samples, _tensor.Neurons);
        var words = (neurons + WordBits - 1) / WordBits;
        var rows = _grid.Steps * samples;
        if (_marks.Length < rows * words)
        {
            _marks = new ulong[rows * words];
        }

        var marks = _marks.AsSpan(0, rows * words);
        marks.Clear();
        for (var sample = 0; sample < samples; sample++)
        {
            for (var e = _spikes.SampleOffsets[_firstSample + sample]; e < _spikes.SampleOffsets[_firstSample + sample + 1]; e++)
            {
                int label = _spikes.Labels[e];
                var row = RowOf(_spikes.Ticks[e]);
                if (row < 0 || row >= _firstTicks.Length - 1)
                {
                    continue;
                }

                if (label >= neurons)
                {
                    throw new InvalidOperationException($"Sample {_firstSample + sample} holds a spike of neuron {label}; the layer has neurons 0..{neurons - 1}.");
                }

                marks[(((row * samples) + sample) * words) + (label / WordBits)] |= 1UL << (label % WordBits);
            }
        }

        Emit(marks, rows, words);
    }

    private void Emit(ReadOnlySpan<ulong> marks, int rows, int words)
    {
        _events.Start(rows);
        for (var r = 0; r < rows; r++)
        {
            _events.Reserve(words * WordBits);
            for (var word = 0; word < words; word++)
            {
                for (var bits = marks[(r * words) + word]; bits != 0; bits &= bits - 1)
                {
                    _events.Add((word * WordBits) + BitOperations.TrailingZeroCount(bits), 1);
                }
            }

            _events.EndRow();
        }
    }

    /// <summary><see cref="TimeGrid.SpikeRow"/> from the table of rows' first ticks: a guess that is put right. Out of range: −1 or the number of rows.</summary>
    private int RowOf(int tick)
    {
        var last = _firstTicks.Length - 1;
        if (tick < _firstTicks[0])
        {
            return -1;
        }

        if (tick >= _firstTicks[last])
        {
            return last;
        }

        var row = (int)((long)(tick - _firstTicks[0]) * last / (_firstTicks[last] - _firstTicks[0]));
        while (tick < _firstTicks[row])
        {
            row--;
        }

        while (tick >= _firstTicks[row + 1])
        {
            row++;
        }

        return row;
    }

    /// <summary>Finds the first tick of each row, and of the row after the last, by halving: rows never fall as ticks rise.</summary>
    private void SetGrid(TimeGrid grid)
    {
        if (grid == _grid)
        {
            return;
        }

        _grid = grid;
        _firstTicks = new int[Math.Min(grid.HardwareRows, grid.Steps) + 1];
        for (var row = 0; row < _firstTicks.Length; row++)
        {
            var (below, at) = (-LastTick, LastTick);
            while (at - below > 1)
            {
                var middle = below + ((at - below) / 2);
                (below, at) = grid.SpikeRow(middle) >= row ? (below, middle) : (middle, at);
            }

            _firstTicks[row] = at;
        }
    }
}
