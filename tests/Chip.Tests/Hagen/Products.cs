using Bss2.Chip.Blocks;
using Bss2.Chip.Hagen;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Hagen;

/// <summary>Networks, weights and vectors in matrix-multiply mode that several tests use.</summary>
internal static class Products
{
    public static readonly RunKey Key = new(11, RunPhase.Train, 3);

    public static PopulationSpec Integrators(string name, int size) => new(name, PopulationKind.Integrator, size, CircuitTargets.Hagen);

    public static ProjectionSpec Join(int source, int target, int sends = 1) => new($"{source}-{target}", new PopulationId(source), new PopulationId(target), sends);

    /// <summary>One product.</summary>
    public static NetworkSpec Single(int inputs, int outputs, int sends = 1) => new([Networks.Input("x", inputs), Integrators("y", outputs)], [Join(0, 1, sends)]);

    /// <summary>Two stages: tiles of several sizes over three passes, one of two inputs with different numbers of sends; the last is of the second stage.</summary>
    public static NetworkSpec Several() => new(
        [
            Networks.Input("a", 128), Networks.Input("b", 40), Networks.Input("c", 5),
            Integrators("wide", 256), Integrators("narrow", 3), Integrators("odd", 131), Integrators("mixed", 33), Integrators("late", 128),
        ],
        [Join(0, 3, 3), Join(0, 4), Join(1, 5, 20), Join(1, 6, 4), Join(2, 6, 6), Join(2, 7, 34)]);

    public static ProjectionWeights[] Weights(NetworkSpec network, int seed = 1)
    {
        var random = new Random(seed);
        return [.. network.Projections.Select((p, j) => new ProjectionWeights(
            j, [.. Enumerable.Range(0, network.Populations[p.Source.Value].Size * network.Populations[p.Target.Value].Size).Select(_ => (sbyte)random.Next(-63, 64))]))];
    }

    public static ChipConfiguration Configuration(NetworkSpec network, Imperfections enabled, ProjectionWeights[]? weights = null, int serial = 7, int version = 1) =>
        new(version, network, new ChipSettings(new ChipSerial(serial), enabled), weights ?? Weights(network));

    /// <summary>Vectors that depend on positions alone; populations may have different numbers of vectors a sample.</summary>
    public static RunBlock Block(NetworkSpec network, int firstSample, int samples, int version = 1, int number = 0, Func<int, int>? vectorsPerSample = null, params int[] populations)
    {
        var given = populations.Length > 0 ? populations : [.. Enumerable.Range(0, network.Populations.Length).Where(p => network.Populations[p].Kind == PopulationKind.Input)];
        return new RunBlock(new BlockId(1, number, 0), Key, firstSample, version, HagenTiming.VectorDuration(network, given.Select(p => new PopulationId(p))), [])
        {
            Vectors = [.. given.Select(p => Vectors(p, network.Populations[p].Size, vectorsPerSample?.Invoke(p) ?? 1, firstSample, samples))],
        };
    }

    public static PopulationVectors Vectors(int population, int size, int perSample, int firstSample, int samples)
    {
        var values = new List<sbyte>();
        for (var sample = firstSample; sample < firstSample + samples; sample++)
        {
            var random = new Random((sample * 1000) + population);
            values.AddRange(Enumerable.Range(0, perSample * size).Select(_ => (sbyte)Math.Max(0, random.Next(-8, 32))));
        }

        return new PopulationVectors(new PopulationId(population), perSample, size, [.. values]);
    }

    public static BlockRecording Run(ChipConfiguration configuration, RunBlock block)
    {
        var chip = new ChipEmulator();
        chip.Configure(configuration);
        return chip.Run(block);
    }

    /// <summary>[sample] as text, all populations.</summary>
    public static IEnumerable<string> Samples(BlockRecording recording)
    {
        for (var sample = 0; sample < recording.Results[0].SampleCount; sample++)
        {
            yield return $"sample {recording.FirstSample + sample}\n" + string.Join("\n", recording.Results.Select(r =>
            {
                var length = r.VectorsPerSample * r.Size;
                return $"{r.Population.Value} {r.VectorsPerSample}x{r.Size}: " + Convert.ToHexString(Array.ConvertAll(r.Values[(sample * length)..((sample + 1) * length)], v => (byte)v));
            }));
        }
    }

    /// <summary>Sum of activations times weights, exact.</summary>
    public static int Exact(NetworkSpec network, ProjectionWeights[] weights, RunBlock block, int target, int vector, int neuron)
    {
        var sum = 0;
        for (var j = 0; j < network.Projections.Length; j++)
        {
            var projection = network.Projections[j];
            if (projection.Target.Value == target)
            {
                var x = block.Vectors.Single(v => v.Population == projection.Source);
                for (var i = 0; i < x.Size; i++)
                {
                    sum += x.Values[(vector * x.Size) + i] * weights[j].Values[(neuron * x.Size) + i];
                }
            }
        }

        return sum;
    }
}
