using System.Diagnostics;
using System.Globalization;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Trainer;

/// <summary>
/// Microseconds a sample and core of the Yin-Yang network's numerics (25-120-3, 30 time steps, chunks of eight samples): forward and backward pass,
/// the same with measured spikes and traces, the forward pass alone, and the mapping of recordings to the dense grid.
/// </summary>
internal static class NumericsBenchmark
{
    private const int Samples = 8;
    private const int WarmUp = 3000;
    private const int Rounds = 10001;

    /// <summary>Prints the median over rounds.</summary>
    public static void Run()
    {
        var network = new Network();
        var measured = Recording(Samples);
        Print("encode, forward, loss, backward", () => network.Chunk(null, true));
        Print("the same with measured spikes and CADC traces", () => network.Chunk(measured, true));
        Print("encode, forward, loss", () => network.Chunk(null, false));
        var cadc = new CadcToDense();
        var grid = new TimeGrid(2e-6, 30);
        var processing = new CadcProcessing(120, 0, true, 0, [0.0147], CadcInterpolation.Linear);
        var tape = new Tape();
        var target = tape.Allocate(30, Samples, 120);
        var processing3 = new CadcProcessing(3, 0, true, 0, [0.0147], CadcInterpolation.Linear);
        var target3 = tape.Allocate(30, Samples, 3);
        var spikes = tape.Allocate(30, Samples, 120);
        Print("recordings to the dense grid", () =>
        {
            SpikesToDense.Fill(measured.Spikes[0].Spikes, 0, grid, spikes);
            cadc.Fill(measured.Cadc, new PopulationId(1), 0, grid, processing, target);
            cadc.Fill(measured.Cadc, new PopulationId(2), 0, grid, processing3, target3);
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"hidden spikes a sample: {network.HiddenSpikes / (double)Samples:F1}"));
    }

    private static void Print(string what, Action chunk)
    {
        // Single chunks are shorter than a time slice, so that their median is that of an undisturbed core.
        var times = new double[Rounds];
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            chunk();
            if (round >= 0)
            {
                times[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / Samples;
            }
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"numerics, {what}: median {times[Rounds / 2]:F2} us a sample (fastest {times[0]:F2}, a tenth below {times[Rounds / 10]:F2}, a tenth above {times[Rounds * 9 / 10]:F2})"));
    }

    private static MeasuredBatch Recording(int samples)
    {
        const int Points = 30;
        const int SpikesPerSample = 45;
        var ticks = new int[samples * Points];
        for (var k = 0; k < ticks.Length; k++)
        {
            ticks[k] = 120 + (k / Points * 2) + (k % Points * 500);
        }

        CadcTrace Trace(int population, int neurons)
        {
            var codes = new sbyte[ticks.Length * neurons];
            for (var k = 0; k < codes.Length; k++)
            {
                codes[k] = (sbyte)(-48 + (k * 7 % 61));
            }

            return new CadcTrace(new PopulationId(population), [.. Enumerable.Range(0, neurons)], Points, ticks, codes);
        }

        var offsets = Enumerable.Range(0, samples + 1).Select(s => s * SpikesPerSample).ToArray();
        var spikeTicks = Enumerable.Range(0, samples * SpikesPerSample).Select(k => 3000 + (k % SpikesPerSample * 200)).ToArray();
        var labels = Enumerable.Range(0, samples * SpikesPerSample).Select(k => (ushort)(k * 37 % 120)).ToArray();
        return new MeasuredBatch([new PopulationSpikes(new PopulationId(1), new SpikeBatch(offsets, spikeTicks, labels))], [Trace(1, 120), Trace(2, 3)], []);
    }

    private sealed class Network
    {
        private readonly CoordinatesToSpikes _encoder = new(30, 2e-6, 4e-5, 2e-6, 1.8e-5, repetitions: 5);
        private readonly Experiment _experiment = new(2e-6, seed: 1);
        private readonly InputNeuron _input;
        private readonly NeuronHandle _hidden;
        private readonly ReadoutNeuronHandle _readout;
        private readonly ForwardPass _pass;
        private readonly GradientBuffer _gradients;
        private readonly double[] _coordinates = new double[Samples * 4];
        private readonly int[] _labels = new int[Samples];

        public Network()
        {
            _input = new InputNeuron(25, _experiment);
            var hiddenSynapse = new Synapse(25, 120, _experiment).InitialiseNormal(0.001, 0.25, 5);
            var outSynapse = new Synapse(120, 3, _experiment).InitialiseNormal(0, 0.1);
            _hidden = new Neuron(120, _experiment) { Leak = 0, Reset = 0, Threshold = 1, TauMem = 6e-6, TauSyn = 6e-6, TraceScale = [0.0147], ShiftCadcToFirst = true }
                .Forward(hiddenSynapse.Forward(_input.Handle));
            _readout = new ReadoutNeuron(3, _experiment) { Leak = 0, TauMem = 6e-6, TauSyn = 6e-6, TraceScale = [0.0147], ShiftCadcToFirst = true }
                .Forward(outSynapse.Forward(_hidden));
            _gradients = new GradientBuffer([hiddenSynapse.Weight, outSynapse.Weight]);
            _pass = _experiment.CreatePass();
            for (var s = 0; s < Samples; s++)
            {
                var (x, y) = (s * 0.618 % 1, s * 0.755 % 1);
                (_coordinates[4 * s], _coordinates[(4 * s) + 1], _coordinates[(4 * s) + 2], _coordinates[(4 * s) + 3]) = (x, y, 1 - x, 1 - y);
                _labels[s] = s % 3;
            }
        }

        public long HiddenSpikes { get; private set; }

        public void Chunk(MeasuredBatch? measured, bool backward)
        {
            _pass.Begin(30, Samples);
            var spikes = _pass.Input(_input);
            for (var s = 0; s < Samples; s++)
            {
                _encoder.Encode(_coordinates.AsSpan(4 * s, 4), spikes, s);
            }

            _experiment.Run(_pass, measured);
            var scores = Scaling.ApplyWithoutGradient(_pass.Tape, MaxOverTime.Apply(_pass.Tape, _pass[_readout.MembraneCadc]), 10);
            Losses.CrossEntropy(scores, _labels, Samples);
            Regularisers.Readout(scores, 0.0004, Samples);
            HiddenSpikes = Metrics.CountSpikes(_pass[_hidden.Spikes]);
            if (backward)
            {
                _pass.Backward(_gradients);
            }
        }
    }
}
