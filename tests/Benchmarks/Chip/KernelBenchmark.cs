using System.Diagnostics;
using System.Globalization;
using Bss2.Chip.Circuits;
using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Benchmarks.Chip;

/// <summary>The membrane kernel of one quadrant, called directly: 25 inputs to 120 LIF circuits, and 45 to 3 leaky integrators, 60 us with all imperfections.</summary>
internal static class KernelBenchmark
{
    private const int Samples = 75;
    private const int Repetitions = 41;

    public static void Run()
    {
        Report("hidden, 120 LIF", Build(120, true), Stimulus(25, 13));
        Report("  without membrane noise", Build(120, true, Imperfections.All & ~Imperfections.MembraneNoise), Stimulus(25, 13));
        Report("  without threshold noise", Build(120, true, Imperfections.All & ~Imperfections.ThresholdNoise), Stimulus(25, 13));
        Report("  without comparators", Build(120, true, Imperfections.All, false), Stimulus(25, 13));
        Report("  without comparators, noise", Build(120, true, Imperfections.All & ~Imperfections.MembraneNoise, false), Stimulus(25, 13));
        Report("readout, 3 LI", Build(3, false), Stimulus(120, 45));
    }

    private static QuadrantKernel Build(int size, bool fires, Imperfections enabled = Imperfections.All, bool comparator = true)
    {
        var settings = new ChipSettings(new ChipSerial(1), enabled);
        var targets = new CircuitTargets?[128];
        var comparators = new bool[128];
        for (var column = 0; column < size; column++)
        {
            targets[column] = CircuitTargets.Spiking2;
            comparators[column] = fires && comparator;
        }

        var circuits = QuadrantCircuits.Build(settings, fires ? 0 : 2, targets, comparators, [.. Enumerable.Range(0, size)]);
        var strengths = SynapseStrengths.Build(settings, fires ? 0 : 2, targets);
        var events = fires ? 25 : 120;
        var charges = new ChargeTable(events);
        var key = StreamKey.ForSeed(1, NoisePurpose.InitialWeights);
        for (var k = 0; k < events; k++)
        {
            for (var column = 0; column < size; column++)
            {
                // The tutorial's initial weights at scale 66.39; copies of an input share a weight.
                var deviate = Gaussian.Next(key, (uint)(fires ? k % 5 : k), (uint)column);
                var weight = (int)Math.Clamp(Math.Round(66.39 * (fires ? 0.001 + (0.25 * deviate) : 0.1 * deviate)), -63, 63);
                (weight < 0 ? charges.Inhibitory : charges.Excitatory)[(k * 128) + column] = strengths.Charge(2 * k, column, Math.Abs(weight), weight < 0);
            }
        }

        return new QuadrantKernel(circuits, charges);
    }

    private static QuadrantStimulus Stimulus(int channels, int perSample)
    {
        var key = StreamKey.ForSeed(2, NoisePurpose.Shuffling);
        var offsets = new int[Samples + 1];
        var ticks = new List<int>();
        var events = new List<ushort>();
        for (var sample = 0; sample < Samples; sample++)
        {
            var list = new List<(int Tick, ushort Event)>();
            if (channels == 25)
            {
                for (var input = 0; input < 5; input++)
                {
                    var row = 1 + (int)(Philox.Next(key, (uint)input, (uint)sample, 0, 0).X0 % 20);
                    for (var copy = 0; copy < 5; copy++)
                    {
                        list.Add(((row * 500) + 75 + (copy / 3 * 2), (ushort)((copy * 5) + input)));
                    }
                }
            }
            else
            {
                for (var k = 0; k < perSample; k++)
                {
                    list.Add(((int)(Philox.Next(key, (uint)k, (uint)sample, 1, 0).X0 % 15000), (ushort)(k * 2)));
                }
            }

            foreach (var (tick, index) in list.OrderBy(e => e.Tick))
            {
                ticks.Add(tick);
                events.Add(index);
            }

            offsets[sample + 1] = ticks.Count;
        }

        return new QuadrantStimulus(offsets, [.. ticks], [.. events]);
    }

    private static void Report(string name, QuadrantKernel kernel, QuadrantStimulus stimulus)
    {
        var points = new int[Samples * 30];
        for (var k = 0; k < points.Length; k++)
        {
            points[k] = ((k % 30) * 500) + 100;
        }

        var response = new QuadrantResponse();
        var times = new double[Repetitions];
        for (var repetition = -10; repetition < Repetitions; repetition++)
        {
            var run = new QuadrantRun(new RunKey(1, RunPhase.Train, repetition + 10), new ChipSerial(1), 0, 15000, 30, points);
            var before = Stopwatch.GetTimestamp();
            kernel.Run(stimulus, run, response);
            if (repetition >= 0)
            {
                times[repetition] = Stopwatch.GetElapsedTime(before).TotalMicroseconds / Samples;
            }
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {times[Repetitions / 2]:0.0} us a sample and core (min {times[0]:0.0}, max {times[^1]:0.0}), {response.SpikeOffsets[Samples] / (double)Samples:0.0} spikes a sample"));
    }
}
