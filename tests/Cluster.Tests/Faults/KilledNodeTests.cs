using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker.Xunit;
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
        var quiet = await UndisturbedAsync(cluster, expected);

        var random = new Random(Seed);
        var faults = new List<string>();
        for (var run = 1; run <= Runs; run++)
        {
            var (moment, victim) = (random.NextDouble() * quiet, nodes[random.Next(Nodes)]);
            await using var training = cluster.Train(ProcessCluster.YinYang);
            await NotBefore(training, moment);
            victim.Kill();
            nodes.Remove(victim);
            var replacement = cluster.StartNode($"node-{run}");
            nodes.Add(replacement);

            var hash = await training.HashAsync();
            var line = $"run {run}: {victim.Name} killed after {moment.TotalSeconds:0.00} s, ended after {training.Time.TotalSeconds:0.00} s ({quiet.TotalSeconds:0.00} s undisturbed), {hash[..8]}";
            output.WriteLine(line);
            if (hash != expected || training.Time > quiet + CostOfKill)
                faults.Add(line);
            await replacement.LineAsync("joined");
        }

        Assert.True(faults.Count == 0, $"seed {Seed}, expected {expected[..8]} within {CostOfKill.TotalSeconds} s more:\n{string.Join('\n', faults)}");
    }

    /// <summary>Median time of a training that nobody disturbs, on as many nodes.</summary>
    private static async Task<TimeSpan> UndisturbedAsync(ProcessCluster cluster, string expected)
    {
        var times = new List<TimeSpan>();
        for (var k = 0; k < Undisturbed; k++)
        {
            await using var training = cluster.Train(ProcessCluster.YinYang);
            Assert.Equal(expected, await training.HashAsync());
            times.Add(training.Time);
        }

        return times.Order().ElementAt(Undisturbed / 2);
    }

    /// <summary>Lets time pass: the moment is random on the clock, not an event that could be awaited.</summary>
    private static Task NotBefore(TrainingRun training, TimeSpan moment) => Task.Delay(moment - training.Time is { Ticks: > 0 } left ? left : TimeSpan.Zero);
}
