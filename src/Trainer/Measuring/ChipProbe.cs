using Bss2.Chip.Blocks;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Spikes;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Measuring;

/// <summary>What the circuits of a probe receive in one measurement.</summary>
/// <param name="Count">Number of the measurement: part of the key of its noise, so that no two share theirs.</param>
/// <param name="Steps">Time steps of a run.</param>
/// <param name="Weight">Weight of all synapses, −63..63.</param>
/// <param name="SpikeRows">Time steps in which the input spikes, rising.</param>
internal sealed record Stimulus(int Count, int Steps, int Weight, int[] SpikeRows);

/// <summary>The number that a trace [time step] of one circuit and run, in codes of the column ADC (−128..127), is reduced to.</summary>
internal delegate double TraceReading(ReadOnlySpan<float> trace);

/// <summary>A chip with one layer: the circuits to be measured, all reached by one input. Not safe for several threads at once.</summary>
internal sealed class ChipProbe
{
    /// <summary>Runs in one block; decides no result, noise depends on positions.</summary>
    private const int BlockRuns = 16;

    private static readonly PopulationId Input = new(0);
    private static readonly PopulationId Layer = new(1);

    private readonly MeasuringSetup _setup;
    private readonly NetworkSpec _network;
    private readonly CadcProcessing _processing;
    private readonly ChipEmulator _chip = new();
    private readonly CadcToDense _toDense = new();
    private readonly Tape _tape = new();
    private int _version;

    /// <param name="setup">Without faults.</param>
    /// <param name="targets">What the circuits are calibrated to, with what stimulates them.</param>
    /// <param name="fires">Whether the comparators are on: LIF circuits, else leaky integrators.</param>
    public ChipProbe(MeasuringSetup setup, CircuitTargets targets, bool fires)
    {
        (_setup, _network) = (setup, Network(setup, targets, fires));
        _processing = new CadcProcessing(setup.Circuits.Count, 0, shiftToFirst: false, 0, [1], CadcInterpolation.Linear);
    }

    /// <summary>Throws where chip or profile are outside their ranges.</summary>
    /// <exception cref="PlacementException">All faults.</exception>
    public static void Check(MeasuringSetup setup) => Placer.Place(Network(setup, setup.Profile, fires: true), setup.Chip, [Weights(0, setup.Circuits.Count)]);

    /// <summary>Runs a stimulus as often as the setup says.</summary>
    /// <returns>[run, circuit].</returns>
    public double[] Record(Stimulus stimulus, TraceReading reading)
    {
        var circuits = _setup.Circuits.Count;
        _chip.Configure(new ChipConfiguration(++_version, _network, _setup.Chip, [Weights(stimulus.Weight, circuits)]));
        var grid = new TimeGrid(_setup.Dt, stimulus.Steps);
        var values = new double[_setup.Runs * circuits];
        var trace = new float[stimulus.Steps];
        for (var first = 0; first < _setup.Runs; first += BlockRuns)
        {
            var runs = Math.Min(BlockRuns, _setup.Runs - first);
            _tape.Restart();
            var traces = _tape.Allocate(stimulus.Steps, runs, circuits);
            _toDense.Fill(_chip.Run(Block(stimulus, first, runs, grid)).Cadc, Layer, 0, grid, _processing, traces);
            var all = traces.Values;
            for (var run = 0; run < runs; run++)
            {
                for (var circuit = 0; circuit < circuits; circuit++)
                {
                    for (var row = 0; row < trace.Length; row++)
                    {
                        trace[row] = all[(((row * runs) + run) * traces.Stride) + circuit];
                    }

                    values[((first + run) * circuits) + circuit] = reading(trace);
                }
            }
        }

        return values;
    }

    private RunBlock Block(Stimulus stimulus, int first, int runs, TimeGrid grid)
    {
        var spikes = stimulus.SpikeRows.Length;
        int[] ticks = [.. stimulus.SpikeRows.Select(grid.InputTick)];
        int[] offsets = [.. Enumerable.Range(0, runs + 1).Select(run => run * spikes)];
        return new RunBlock(
            new BlockId(stimulus.Count, first / BlockRuns, 0),
            new RunKey(_setup.Seed, RunPhase.Measure, stimulus.Count),
            first,
            _version,
            grid.Duration,
            [new PopulationSpikes(Input, new SpikeBatch(offsets, [.. Enumerable.Repeat(ticks, runs).SelectMany(t => t)], new ushort[runs * spikes]))]);
    }

    private static NetworkSpec Network(MeasuringSetup setup, CircuitTargets targets, bool fires) => new(
        [
            new PopulationSpec("stimulus", PopulationKind.Input, 1, RecordSpikes: false, RecordCadc: false),
            new PopulationSpec(
                "measured",
                fires ? PopulationKind.LeakyIntegrateAndFire : PopulationKind.LeakyIntegrator,
                setup.Circuits.Count,
                targets,
                RecordSpikes: false,
                Circuits: [.. setup.Circuits]),
        ],
        [new ProjectionSpec("synapse", Input, Layer)]);

    private static ProjectionWeights Weights(int weight, int count)
    {
        var values = new sbyte[count];
        values.AsSpan().Fill((sbyte)weight);
        return new ProjectionWeights(0, values);
    }
}
