using System.Diagnostics;
using System.Globalization;
using Bss2.Chip.Randomness;
using Bss2.Trainer.Data;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Benchmarks.Trainer;

/// <summary>
/// Microseconds a sample and core of exact spike times: the Yin-Yang networks (latency-coded, chunks of eight samples) forward, loss and backward, and the Bars
/// network's whole batch. One thread; medians of single chunks.
/// </summary>
internal static class SpikeTimeBenchmark
{
    private const int WarmUp = 2000;
    private const int Rounds = 4001;

    /// <summary>Prints the medians.</summary>
    public static void Run()
    {
        var equal = Neuron(1);
        var bias = new SpikeTimeLayer(120) { BiasTimes = [0.9] };
        var labels = new SpikeTimeLayer(3) { BiasTimes = [0.9] };
        Print("4+1-120+1-3, tau_m = tau_s", new Case(equal, YinYang(), [bias, labels], 8, 1.5, 0.5));
        Print("4-30-3, tau_m = 2 tau_s", new Case(Neuron(2), YinYang(), [new SpikeTimeLayer(30), new SpikeTimeLayer(3)], 8, 0.5, 1));
        Print("4-30-3, tau_m = 2 tau_s, synaptic delays", new Case(Neuron(2), YinYang(), [Delayed(30), Delayed(3)], 8, 1, 1));
        Print("4-30-3, tau_m = 1.5 tau_s (root finding)", new Case(Neuron(1.5), YinYang(), [new SpikeTimeLayer(30), new SpikeTimeLayer(3)], 8, 0.7, 1));
        Print("9-11-3 of Bars, batch of 30", new Case(equal, Bars(), [new SpikeTimeLayer(11), new SpikeTimeLayer(3)], 30, 1.5, 1));
    }

    private static SpikeTimeLayer Delayed(int outputs) => new(outputs) { Delays = DelayKind.Synaptic };

    private static SpikeTimeNeuron Neuron(double ratio) => new() { MembraneTimeConstant = ratio, SynapticTimeConstant = 1, LeakConductance = 1 / ratio };

    private static (double[] Times, int[] Labels, int Inputs) YinYang()
    {
        const int Samples = 512;
        var data = YinYangDataset.Create(Samples, 42);
        return ([.. data.Features.Select(v => 0.15 + (1.85 * v))], data.Labels, 4);
    }

    private static (double[] Times, int[] Labels, int Inputs) Bars()
    {
        string[] patterns = ["eeeeeeLLL", "eeeLLLeee", "LLLeeeeee", "eeLeeLeeL", "eLeeLeeLe", "LeeLeeLee", "LeeeLeeeL", "eeLeLeLee"];
        var chosen = Enumerable.Range(0, 30).Select(s => s / 10 == 2 ? 6 + (s % 2) : (3 * (s / 10)) + (s % 10 % 3)).ToArray();
        return ([.. chosen.SelectMany(p => patterns[p].Select(c => c == 'L' ? 0.5 : 0.05))], [.. chosen.Select(p => p / 3)], 9);
    }

    private static void Print(string what, Case run)
    {
        var forward = Median(run, run.Forward);
        var both = Median(run, run.ForwardAndBackward);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"spiketimes, {what}: forward, loss, backward median {both.Median:F2} us a sample (fastest {both.Fastest:F2}), {both.Median * run.Samples:F0} us a chunk of {run.Samples}; forward alone {forward.Median:F2}; missing {run.MissingShare:P0} hidden"));
    }

    private static (double Median, double Fastest) Median(Case run, Action chunk)
    {
        var times = new double[Rounds];
        for (var round = -WarmUp; round < Rounds; round++)
        {
            run.Load();
            var start = Stopwatch.GetTimestamp();
            chunk();
            if (round >= 0)
            {
                times[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / run.Samples;
            }
        }

        Array.Sort(times);
        return (times[Rounds / 2], times[0]);
    }

    private sealed class Case
    {
        private readonly (double[] Times, int[] Labels, int Inputs) _data;
        private readonly SpikeTimeNetwork _network;
        private readonly SpikeTimeParameters _parameters;
        private readonly SpikeTimeWorkspace _workspace;
        private readonly SpikeTimeGradients _gradients;
        private readonly FirstSpikeLoss _loss = new() { Alpha = 0.005 };
        private readonly int[] _labels;
        private int _next;
        private long _seen;
        private long _missing;

        public Case(SpikeTimeNeuron neuron, (double[] Times, int[] Labels, int Inputs) data, IReadOnlyList<SpikeTimeLayer> layers, int samples, double hiddenMean, double labelMean)
        {
            (_data, Samples, _labels) = (data, samples, new int[samples]);
            _network = new SpikeTimeNetwork(neuron, data.Inputs, layers);
            _parameters = new SpikeTimeParameters(_network);
            _workspace = new SpikeTimeWorkspace(_network, samples);
            _gradients = new SpikeTimeGradients(_network);
            var key = StreamKey.ForSeed(1, NoisePurpose.InitialWeights);
            for (var l = 0; l < layers.Count; l++)
            {
                var layer = (uint)l;
                var mean = l == 0 ? hiddenMean : labelMean;
                _parameters.SetWeights(l, [.. Enumerable.Range(0, _network.WeightsOf(l)).Select(k => mean + (0.8 * Gaussian.Next(key, (uint)k, layer)))]);
                _parameters.SetDelays(l, [.. Enumerable.Range(0, _network.DelaysOf(l)).Select(k => 0.5 + (0.1 * Gaussian.Next(key, (uint)k, layer, 1)))]);
            }
        }

        public int Samples { get; }

        public double MissingShare => _missing / (double)_seen;

        public void Load()
        {
            for (var s = 0; s < Samples; s++)
            {
                var at = _next++ % _data.Labels.Length;
                _data.Times.AsSpan(at * _data.Inputs, _data.Inputs).CopyTo(_workspace.Inputs[(s * _data.Inputs)..]);
                _labels[s] = _data.Labels[at];
            }
        }

        public void Forward()
        {
            _workspace.Forward(_parameters, Samples);
            foreach (var missing in _workspace.Missing(0))
            {
                _missing += missing;
                _seen += Samples;
            }
        }

        public void ForwardAndBackward()
        {
            Forward();
            var labels = _network.Layers[^1].Outputs * Samples;
            SpikeTimeLosses.TimeToFirstSpike(_loss, _workspace.Times(1)[..labels], _labels, Samples, _workspace.Errors[..labels]);
            _gradients.Clear();
            _workspace.Backward(_parameters, _gradients, limit: 0.2);
        }
    }
}
