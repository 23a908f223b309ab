using System.Diagnostics;
using System.Globalization;
using Bss2.Actors.Runtime;
using Bss2.Benchmarks.Gemm;
using Bss2.Chip.Blocks;
using Bss2.Chip.Hagen;
using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Benchmarks.Hagen;

/// <summary>
/// A product of 1024 x 1024 with 2,000 vectors on the emulated chip, noise and mismatch on: 32 tiles of 128 inputs and 256 neurons. Through the actors of two
/// replicas (b) and by stages called on one thread (a); beside them what the product alone would take at the peak that one core reaches in the same run.
/// </summary>
internal static class HagenBenchmark
{
    private const int Inputs = 1024, Outputs = 1024, Vectors = 2000, Replicas = 2;
    private const int Rounds = 15, WarmUp = 3;
    private static readonly int[] _blockSizes = [100, 125, 250, 500, 1000];
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    public static async Task RunAsync()
    {
        var rack = Configuration();
        await using var system = ActorSystem.Create("hagen");
        ActorRef[] replicas = [.. Enumerable.Range(0, Replicas).Select(i => system.Spawn(RackActor.Recipe, $"replica-{i}"))];
        Array.ForEach(replicas, replica => replica.Tell(rack));
        foreach (var blockSize in _blockSizes)
        {
            RunBlock[] blocks = [.. Enumerable.Range(0, (Vectors + blockSize - 1) / blockSize).Select(b => Block(rack, b, b * blockSize, Math.Min(blockSize, Vectors - (b * blockSize))))];
            await MeasureAsync($"(b) two replicas, blocks of {blockSize}", () => ThroughActorsAsync(replicas, blocks)).ConfigureAwait(false);
        }

        var emulator = new RackEmulator();
        emulator.Configure(rack);
        RunBlock[] direct = [.. Enumerable.Range(0, Vectors / 250).Select(b => Block(rack, b, b * 250, 250))];
        await MeasureAsync("(a) stages on one thread, blocks of 250", () =>
        {
            Array.ForEach(direct, block => emulator.Run(block));
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        Stages(rack, direct);
        var peak = FmaPeak.Measure(200_000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the product alone at the peak of one core, {peak / 1e9:F1} GFLOP/s: {2.0 * Inputs * Outputs * Vectors / peak * 1e3:F1} ms"));
    }

    /// <summary>Single threaded, so that a stage's time is its own.</summary>
    private static void Stages(RackConfiguration rack, RunBlock[] blocks)
    {
        var (settings, buffers) = (rack.Chips[0].Settings, new ProductBuffers());
        var placed = Placer.Place(rack.Network, settings, rack.Weights);
        var crossbar = new VectorCrossbarStage(placed.Tiles!);
        MultiplyQuadrantStage[] quadrants = [.. Enumerable.Range(0, ChipGeometry.Quadrants).Select(q => new MultiplyQuadrantStage(placed, q, settings, buffers))];
        ResultCadcStage[] cadcs = [.. Enumerable.Range(0, ChipGeometry.Hemispheres).Select(h => new ResultCadcStage(placed, h, settings, buffers))];
        var written = Stopwatch.GetTimestamp();
        Array.ForEach(quadrants, quadrant => quadrant.SetWeights(rack.Weights));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stage, all weights written: {Stopwatch.GetElapsedTime(written).TotalMilliseconds:F1} ms"));
        var times = new List<double>[] { [], [], [] };
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var ticks = new long[times.Length];
            foreach (var block in blocks)
            {
                var outgoing = new List<TilePulses>();
                var from = Stopwatch.GetTimestamp();
                foreach (var vectors in block.Vectors)
                {
                    crossbar.Accept(VectorPopulationStage.Encode(new EncodeVectors(BlockHeader.Of(block), vectors, block.Vectors.Length)), outgoing);
                }

                from = Add(ref ticks[0], from);
                foreach (var (pulses, quadrant) in outgoing.SelectMany(pulses => pulses.Tile.Quadrants.Select(quadrant => (pulses, quadrant))))
                {
                    var products = quadrants[quadrant].Run(pulses);
                    from = Add(ref ticks[1], from);
                    cadcs[pulses.Tile.Hemisphere].Accept(products);
                    from = Add(ref ticks[2], from);
                }
            }

            for (var stage = 0; stage < ticks.Length && round >= 0; stage++)
            {
                times[stage].Add(ticks[stage] * 1e3 / Stopwatch.Frequency);
            }
        }

        foreach (var (name, all) in new[] { "populations and crossbar", "quadrants", "column ADCs" }.Zip(times))
        {
            Console.WriteLine($"stage, {name}: {Spread.Of(all).ToString("0.0", "ms")}");
        }
    }

    private static long Add(ref long ticks, long from)
    {
        var now = Stopwatch.GetTimestamp();
        ticks += now - from;
        return now;
    }

    private static async Task ThroughActorsAsync(ActorRef[] replicas, RunBlock[] blocks)
    {
        // Each replica has two blocks in hand: what goes on to it next waits for none.
        var next = -1;
        async Task FeedAsync(ActorRef replica)
        {
            for (int b; (b = Interlocked.Increment(ref next)) < blocks.Length;)
            {
                if (await replica.Ask<object>(blocks[b], _patience).ConfigureAwait(false) is BlockFailed failed)
                {
                    throw new InvalidOperationException(failed.Reason);
                }
            }
        }

        await Task.WhenAll(replicas.SelectMany(r => new[] { FeedAsync(r), FeedAsync(r) })).ConfigureAwait(false);
    }

    private static async Task MeasureAsync(string name, Func<Task> run)
    {
        var (seconds, processor) = (new List<double>(), new List<double>());
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var (before, from) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            await run().ConfigureAwait(false);
            if (round >= 0)
            {
                seconds.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                processor.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
            }
        }

        Console.WriteLine($"{name}: {Spread.Of(seconds).ToString("0.0", "ms")}; processor time {Spread.Of(processor).ToString("0.0", "ms")}");
    }

    private static RackConfiguration Configuration()
    {
        const int Rows = MultiplyFormula.Rows, Columns = MultiplyFormula.Columns;
        var populations = new List<PopulationSpec>();
        var (projections, weights) = (new List<ProjectionSpec>(), new List<ProjectionWeights>());
        for (var row = 0; row < Inputs / Rows; row++)
        {
            populations.Add(new PopulationSpec($"x{row}", PopulationKind.Input, Rows));
        }

        for (var row = 0; row < Inputs / Rows; row++)
        {
            for (var column = 0; column < Outputs / Columns; column++)
            {
                var name = $"y{row}.{column}";
                projections.Add(new ProjectionSpec(name, new PopulationId(row), new PopulationId(populations.Count)));
                weights.Add(new ProjectionWeights(weights.Count, [.. Enumerable.Range(0, Rows * Columns).Select(k => (sbyte)(((((k + row) * 7919) + column) % 127) - 63))]));
                populations.Add(new PopulationSpec(name, PopulationKind.Integrator, Columns, CircuitTargets.Hagen));
            }
        }

        return new RackConfiguration(1, new NetworkSpec([.. populations], [.. projections]), [new RackChip("chip", new ChipSettings(new ChipSerial(1)))], [.. weights]);
    }

    private static RunBlock Block(RackConfiguration rack, int number, int first, int count)
    {
        PopulationVectors[] vectors = [.. rack.Network.Populations.Select((population, p) => (population, p)).Where(x => x.population.Kind == PopulationKind.Input)
            .Select(x => new PopulationVectors(new PopulationId(x.p), 1, x.population.Size, [.. Enumerable.Range(0, count * x.population.Size).Select(k => (sbyte)(((first + k + x.p) * 31) % 29 % 32))]))];
        var duration = HagenTiming.VectorDuration(rack.Network, vectors.Select(v => v.Population));
        return new RunBlock(new BlockId(1, number, 0), new RunKey(1, RunPhase.Train, 0), first, 1, duration, []) { Vectors = vectors };
    }
}
