using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker.Xunit;
using Bss2.TestKit.Processes;
using Xunit.Abstractions;

namespace Bss2.Cluster.Tests.Faults;

/// <summary>Nodes that are killed at any moment, and others that are started later.</summary>
[Collection(SharedBroker.Name)]
public sealed class KilledNodeTests(BrokerFixture fixture, ITestOutputHelper output)
{
    private const int Runs = 25;
    private const int Nodes = 3;
    private const int RunsBetween = 3;
    private const int Seed = 2026;
    private static readonly TimeSpan CostOfKill = TimeSpan.FromSeconds(2);

    [BrokerFact]
    public async Task Kills_at_random_moments_leave_the_same_weights_and_cost_two_seconds_at_most()
    {
        var expected = await ReferenceRuns.HashAsync(ProcessCluster.YinYang);
        await using var cluster = new ProcessCluster(fixture.Broker);
        var nodes = (await cluster.NodesAsync(Nodes)).ToList();

        // A training that nobody disturbs stands before and after every few that are: where the machine's speed changes on the way, it does so for both kinds.
        var quiet = new List<TimeSpan> { await UndisturbedAsync(cluster, expected) };
        var random = new Random(Seed);
        var runs = new List<KillRun>();
        while (runs.Count < Runs)
        {
            runs.Add(await KillAsync(cluster, nodes, random, runs.Count + 1, quiet.Min()));
            output.WriteLine(runs[^1].ToString());
            if (runs.Count % RunsBetween == 0 || runs.Count == Runs)
            {
                quiet.Add(await UndisturbedAsync(cluster, expected));
                output.WriteLine($"undisturbed: {quiet[^1].TotalSeconds:0.00} s");
            }
        }

        var faults = runs.Where((r, k) => r.Hash != expected || r.Time > Longer(quiet[k / RunsBetween], quiet[(k / RunsBetween) + 1]) + CostOfKill).ToArray();
        Assert.True(
            faults.Length == 0,
            $"seed {Seed}, expected {expected[..8]} within {CostOfKill.TotalSeconds} s of {string.Join(", ", quiet.Select(q => $"{q.TotalSeconds:0.00}"))} s, before and after every {RunsBetween} runs:\n{string.Join('\n', (object[])faults)}");
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static async Task<TimeSpan> UndisturbedAsync(ProcessCluster cluster, string expected)
    {
        await using var training = cluster.Train(ProcessCluster.YinYang);
        Assert.Equal(expected, await training.HashAsync());
        return training.Time;
    }

    private static async Task<KillRun> KillAsync(ProcessCluster cluster, List<ChildProcess> nodes, Random random, int run, TimeSpan longest)
    {
        var (moment, victim) = (random.NextDouble() * longest, nodes[random.Next(nodes.Count)]);
        await using var training = cluster.Train(ProcessCluster.YinYang);

        // The moment is random on the clock, not an event that could be awaited.
        var end = training.HashAsync();
        await Task.WhenAny(end, Task.Delay(moment - training.Time is { Ticks: > 0 } left ? left : TimeSpan.Zero));
        victim.Kill();
        nodes.Remove(victim);
        var replacement = cluster.StartNode($"node-{run}");
        nodes.Add(replacement);
        var hash = await end;
        await replacement.LineAsync("joined");
        return new KillRun(run, victim.Name, moment, training.Time, hash);
    }

    private sealed record KillRun(int Run, string Victim, TimeSpan Moment, TimeSpan Time, string Hash)
    {
        public override string ToString() => $"run {Run}: {Victim} killed after {Moment.TotalSeconds:0.00} s, ended after {Time.TotalSeconds:0.00} s, {Hash[..8]}";
    }
}
