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
    private const int Undisturbed = 3;
    private const int Seed = 2026;
    private static readonly TimeSpan CostOfKill = TimeSpan.FromSeconds(2);

    [BrokerFact]
    public async Task Kills_at_random_moments_leave_the_same_weights_and_cost_two_seconds_at_most()
    {
        var expected = await ReferenceRuns.HashAsync(ProcessCluster.YinYang);
        await using var cluster = new ProcessCluster(fixture.Broker);
        var nodes = (await cluster.NodesAsync(Nodes)).ToList();

        // Nobody disturbs the first training and two more, spread over the test, so that a busy machine slows both kinds down.
        var quiet = new List<TimeSpan>();
        var random = new Random(Seed);
        var runs = new List<KillRun>();
        while (runs.Count < Runs)
        {
            if (quiet.Count * Runs <= runs.Count * Undisturbed)
            {
                await using var training = cluster.Train(ProcessCluster.YinYang);
                Assert.Equal(expected, await training.HashAsync());
                quiet.Add(training.Time);
            }

            runs.Add(await KillAsync(cluster, nodes, random, runs.Count + 1, quiet[0]));
            output.WriteLine(runs[^1].ToString());
        }

        var undisturbed = quiet.Order().ElementAt(Undisturbed / 2);
        var faults = runs.Where(r => r.Hash != expected || r.Time > undisturbed + CostOfKill).ToArray();
        Assert.Equal(Undisturbed, quiet.Count);
        Assert.True(
            faults.Length == 0,
            $"seed {Seed}, expected {expected[..8]} within {CostOfKill.TotalSeconds} s of {undisturbed.TotalSeconds:0.00} s:\n{string.Join('\n', (object[])faults)}");
    }

    private static async Task<KillRun> KillAsync(ProcessCluster cluster, List<ChildProcess> nodes, Random random, int run, TimeSpan longest)
    {
        var (moment, victim) = (random.NextDouble() * longest, nodes[random.Next(nodes.Count)]);
        await using var training = cluster.Train(ProcessCluster.YinYang);
        await NotBefore(training, moment);
        victim.Kill();
        nodes.Remove(victim);
        var replacement = cluster.StartNode($"node-{run}");
        nodes.Add(replacement);
        var hash = await training.HashAsync();
        await replacement.LineAsync("joined");
        return new KillRun(run, victim.Name, moment, training.Time, hash);
    }

    /// <summary>Lets time pass: the moment is random on the clock, not an event that could be awaited.</summary>
    private static Task NotBefore(TrainingRun training, TimeSpan moment) => Task.Delay(moment - training.Time is { Ticks: > 0 } left ? left : TimeSpan.Zero);

    private sealed record KillRun(int Run, string Victim, TimeSpan Moment, TimeSpan Time, string Hash)
    {
        public override string ToString() => $"run {Run}: {Victim} killed after {Moment.TotalSeconds:0.00} s, ended after {Time.TotalSeconds:0.00} s, {Hash[..8]}";
    }
}
