using Bss2.Chip.Circuits;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Circuits;

/// <summary>One quadrant on the bench: columns with equal targets, one event index for each column and line, samples at stated ticks.</summary>
internal sealed class QuadrantBench
{
    public QuadrantBench(ChipSettings settings, CircuitTargets targets, int columns, bool fires = true, bool scalar = false, params int[] madcColumns)
    {
        Settings = settings;
        Columns = columns;
        var all = new CircuitTargets?[128];
        var comparators = new bool[128];
        for (var column = 0; column < columns; column++)
        {
            all[column] = targets;
            comparators[column] = fires;
        }

        Circuits = QuadrantCircuits.Build(settings, 0, all, comparators, [.. Enumerable.Range(0, columns)], madcColumns);
        Strengths = SynapseStrengths.Build(settings, 0, all);
        Charges = new ChargeTable(2 * 64);
        for (var weight = 0; weight < 64; weight++)
        {
            for (var column = 0; column < columns; column++)
            {
                Charges.Excitatory[(weight * 128) + column] = Strengths.Charge(1, column, weight, false);
                Charges.Inhibitory[((64 + weight) * 128) + column] = Strengths.Charge(0, column, weight, true);
            }
        }

        Kernel = new QuadrantKernel(Circuits, Charges, scalar);
    }

    public ChipSettings Settings { get; }

    public int Columns { get; }

    public QuadrantCircuits Circuits { get; }

    public SynapseStrengths Strengths { get; }

    public ChargeTable Charges { get; }

    public QuadrantKernel Kernel { get; }

    public QuadrantResponse Response { get; } = new();

    /// <summary>Event of a signed weight on every column.</summary>
    public static ushort Event(int weight) => (ushort)(weight >= 0 ? weight : 64 - weight);

    /// <summary>The same events and sampling ticks for every sample.</summary>
    public void Run((int Tick, int Weight)[] events, int durationTicks, int[] pointTicks, int samples = 1, int firstSample = 0, int update = 0, int[]? madcCycles = null)
    {
        var sorted = events.OrderBy(e => e.Tick).ToArray();
        var offsets = Enumerable.Range(0, samples + 1).Select(s => s * sorted.Length).ToArray();
        var ticks = Enumerable.Range(0, samples).SelectMany(_ => sorted.Select(e => e.Tick)).ToArray();
        var indices = Enumerable.Range(0, samples).SelectMany(_ => sorted.Select(e => Event(e.Weight))).ToArray();
        var points = Enumerable.Range(0, samples).SelectMany(_ => pointTicks).ToArray();
        var run = new QuadrantRun(new RunKey(1, RunPhase.Measure, update), Settings.Serial, firstSample, durationTicks, pointTicks.Length, points)
        {
            MadcCycles = madcCycles is null ? [] : [.. Enumerable.Repeat(madcCycles, samples * Circuits.MadcColumns.Length).SelectMany(c => c)],
        };
        Kernel.Run(new QuadrantStimulus(offsets, ticks, indices), run, Response);
    }

    /// <summary>Membrane of one column at one point, CADC LSB.</summary>
    public float Membrane(int sample, int point, int points, int column) => Response.MembraneLsb[(((sample * points) + point) * Columns) + column];

    /// <summary>Spike ticks of one column in one sample.</summary>
    public int[] Spikes(int sample, int column) =>
        [.. Enumerable.Range(Response.SpikeOffsets[sample], Response.SpikeOffsets[sample + 1] - Response.SpikeOffsets[sample])
            .Where(k => Response.SpikeColumns[k] == column).Select(k => Response.SpikeTicks[k])];
}
