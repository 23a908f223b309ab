using Bss2.Messages.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Nodes.Tests.Cluster;

public sealed class ClusterPropertyTests
{
    private const int Runs = 4;
    private const int Blocks = 6;
    private static readonly BrokerFaults Bad = new(LostOrders: 0.15, RepeatedOrders: 0.15, LostAnswers: 0.15, RepeatedAnswers: 0.15, LostBroadcasts: 0.3);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void Every_block_is_answered_once_with_the_same_bytes_whatever_is_lost_repeated_reordered_or_killed() =>
        Prop.ForAll<uint>(seed =>
        {
            var cluster = new FakeCluster(seed, Bad, Runs, Blocks);
            var random = new Random((int)(seed >> 1));
            var started = 0;
            cluster.Start($"n{started++}");

            // Misfortunes of every kind for a minute, then peace; repeated blocks wait up to 80 s.
            for (var step = 0; step < 300 && !cluster.Asker.IsDone; step++)
            {
                cluster.Network.Dispatcher.Advance(Step);
                switch (random.Next(30))
                {
                    case 0 or 1 when cluster.Nodes.Count > 0:
                        cluster.Kill(cluster.Nodes.ElementAt(random.Next(cluster.Nodes.Count)));
                        break;
                    case 2 or 3 when cluster.Nodes.Count < 4:
                        cluster.Start($"n{started++}");
                        break;
                    case 4:
                        cluster.RestartBroker();
                        break;
                }
            }

            cluster.Start("last");
            for (var step = 0; step < 5 * 3600 && !cluster.Asker.IsDone; step++)
            {
                cluster.Network.Dispatcher.Advance(Step);
            }

            return AllAnswered(cluster);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_misfortunes_no_block_is_asked_twice_and_the_end_comes_soon()
    {
        var cluster = new FakeCluster(3, new BrokerFaults(0, 0, 0, 0, 0), Runs, Blocks);
        cluster.Start("a");
        cluster.Start("b");

        cluster.Network.Dispatcher.Advance(TimeSpan.FromSeconds(2));

        Assert.True(AllAnswered(cluster));
    }

    private static bool AllAnswered(FakeCluster cluster)
    {
        Assert.Empty(cluster.Asker.Faults);
        Assert.True(cluster.Asker.IsDone, $"{cluster.Asker.Answers.Count} of {Runs * Blocks} blocks were answered.");
        foreach (var ((run, block), recording) in cluster.Asker.Answers)
        {
            var expected = ToyBlocks.Record(ToyBlocks.Block(run, block, (int)run), ToyBlocks.Configuration((int)run));
            Assert.Equal(WireCatalogue.Encode(expected), WireCatalogue.Encode(recording));
        }

        return true;
    }
}
