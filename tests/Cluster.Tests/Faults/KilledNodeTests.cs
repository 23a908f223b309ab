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
    private const int Repetitions = 5;
    private static readonly TimeSpan CostOfKill = TimeSpan.FromSeconds(2);

    /// <summary>A fault of the cluster costs waits of the heartbeat's order, 5 s and more; what costs less may be the machine's other work, and shows no second time then.</summary>
    private static readonly TimeSpan CostOfNeighbours = TimeSpan.FromSeconds(4);

    private int _started;

    [BrokerFact]
    public async Task Kills_at_random_moments_leave_the_same_weights_and_cost_two_seconds_at_most()
    {
        var expected = await ReferenceRuns.HashAsync(ProcessCluster.YinYang);
        await using var cluster = new ProcessCluster(fixture.Broker);
        var nodes = (await cluster.NodesAsync(Nodes)).ToList();

        // A training that nobody disturbs stands before and after every few that are: where the machine's speed changes on the way, it does so for both kinds.
        var random = new Random(Seed);
        var quiet = await UndisturbedAsync(cluster, expected);
        var (shortest, faults) = (quiet, new List<KillRun>());
        var (runs, repetitions) = (0, 0);
        while (runs < Runs)
        {
            var (before, group) = (quiet, new List<KillRun>());
            while (group.Count < RunsBetween && runs + group.Count < Runs)
            {
                group.Add(await KillAsync(cluster, nodes, random, runs + group.Count + 1, shortest));
                output.WriteLine(group[^1].ToString());
            }

            quiet = await UndisturbedAsync(cluster, expected);
            output.WriteLine($"undisturbed: {quiet.TotalSeconds:0.00} s");
            shortest = quiet < shortest ? quiet : shortest;
            var permitted = Longer(before, quiet) + CostOfKill;
            var late = group.Where(r => r.Hash != expected || r.Time > permitted).ToArray();
            if (late.Length > 0 && repetitions < Repetitions && late.All(r => r.Hash == expected && r.Time <= permitted + CostOfNeighbours))
            {
                // All of the group again, with kills at other moments.
                output.WriteLine($"again: {permitted.TotalSeconds:0.00} s were permitted");
                repetitions++;
                continue;
            }

            faults.AddRange(late);
            runs += group.Count;
        }

        Assert.True(
            faults.Count == 0,
            $"seed {Seed}, expected {expected[..8]} within {CostOfKill.TotalSeconds} s of the longer undisturbed training before and after every {RunsBetween} runs, after {repetitions} repetitions:\n{string.Join('\n', faults)}");
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static async Task<TimeSpan> UndisturbedAsync(ProcessCluster cluster, string expected)
    {
        await using var training = cluster.Train(ProcessCluster.YinYang);
        Assert.Equal(expected, await training.HashAsync());
        return training.Time;
    }

    private async Task<KillRun> KillAsync(ProcessCluster cluster, List<ChildProcess> nodes, Random random, int run, TimeSpan longest)
    {
        var (moment, victim) = (random.NextDouble() * longest, nodes[random.Next(nodes.Count)]);
        await using var training = cluster.Train(ProcessCluster.YinYang);

        // The moment is random on the clock, not an event that could be awaited.
        var end = training.HashAsync();
        await Task.WhenAny(end, Task.Delay(moment - training.Time is { Ticks: > 0 } left ? left : TimeSpan.Zero));
        victim.Kill();
        nodes.Remove(victim);
        var replacement = cluster.StartNode($"node-{++_started}");
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
