using Bss2.Actors.Remoting;
using Bss2.Actors.Runtime;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Actors.Tests.Remoting;

public sealed class LoopbackFaultTests
{
    private static readonly LinkFaults Bad = new()
    {
        Drop = 0.3,
        Duplicate = 0.3,
        Reorder = 0.3,
        MinimumDelay = TimeSpan.FromMilliseconds(1),
        MaximumDelay = TimeSpan.FromMilliseconds(80),
    };

    [Fact]
    public void Stop_and_wait_delivers_exactly_once_in_order_under_drop_duplication_and_reordering() =>
        Prop.ForAll<uint>(seed =>
        {
            var texts = Enumerable.Range(0, 20).Select(i => "item " + i).ToList();
            var (kept, counts, _) = RunPair(seed, texts, Bad);
            return kept.SequenceEqual(texts) && counts.Dropped > 0 && counts.Duplicated > 0 && counts.Reordered > 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_repetition_the_same_links_lose_something() =>
        Assert.Contains(Enumerable.Range(0, 20), seed => Flood((ulong)seed, Bad).Count != 50);

    [Fact]
    public void The_same_seed_gives_the_same_faults_and_another_seed_others()
    {
        var texts = new List<string> { "a", "b", "c", "d" };
        var hashes = Enumerable.Range(0, 10).Select(seed => RunPair((ulong)seed, texts, Bad).Hash).ToList();
        Assert.Equal(hashes, Enumerable.Range(0, 10).Select(seed => RunPair((ulong)seed, texts, Bad).Hash));
        Assert.Equal(10, hashes.Distinct().Count());
    }

    [Fact]
    public void A_link_without_faults_is_reliable_and_ordered_even_with_varying_delay()
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            Assert.Equal(Enumerable.Range(0, 50), Flood(seed, LinkFaults.None));
            Assert.Equal(Enumerable.Range(0, 50), Flood(seed, new() { MaximumDelay = TimeSpan.FromMilliseconds(30) }));
        }
    }

    [Fact]
    public void Reordering_changes_the_order_and_loses_nothing()
    {
        var got = Flood(3, new() { Reorder = 0.5, MaximumDelay = TimeSpan.FromMilliseconds(30) });
        Assert.NotEqual(Enumerable.Range(0, 50), got);
        Assert.Equal(Enumerable.Range(0, 50), got.Order());
    }

    [Fact]
    public void Certain_faults_are_certain()
    {
        Assert.Empty(Flood(1, new() { Drop = 1 }));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i / 2), Flood(1, new() { Duplicate = 1 }));
    }

    [Fact]
    public void Faults_occur_as_often_as_stated()
    {
        var network = new LoopbackNetwork(5, new() { Drop = 0.2, Duplicate = 0.1 });
        Flood(network, 20_000);
        var sent = (double)network.Counts.Sent;
        // Five standard deviations of a binomial share of 20,000.
        Assert.InRange(network.Counts.Dropped / sent, 0.2 - 0.0142, 0.2 + 0.0142);
        Assert.InRange(network.Counts.Duplicated / (sent - network.Counts.Dropped), 0.1 - 0.0119, 0.1 + 0.0119);
    }

    [Fact]
    public void Figures_that_make_no_sense_are_refused_all_at_once()
    {
        var faults = new LinkFaults { Drop = 1.5, Duplicate = double.NaN, Reorder = 0.1, MinimumDelay = TimeSpan.FromSeconds(2), MaximumDelay = TimeSpan.FromSeconds(1) };
        var message = Assert.Throws<ArgumentException>(() => new LoopbackNetwork(1, faults)).Message;
        foreach (var part in new[] { "Drop is 1.5", "Duplicate is NaN", "MaximumDelay is 00:00:01, below MinimumDelay 00:00:02", "Reorder is above 0" })
            Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LoopbackNetwork(1, new() { MinimumDelay = TimeSpan.FromSeconds(-1) }));
    }

    private static (List<string> Kept, LoopbackCounts Counts, ulong Hash) RunPair(ulong seed, List<string> texts, LinkFaults faults)
    {
        var network = new LoopbackNetwork(seed, faults);
        var kept = new List<string>();
        network.AddNode("node-b").Spawn(Props.Create(() => new OnceReceiver(kept)), "receiver");
        network.AddNode("node-a").Spawn(Props.Create(() => new RetrySender(network.Resolve("node-b", "/receiver"), texts)), "sender");
        network.Dispatcher.Advance(TimeSpan.FromMinutes(2));
        return (kept, network.Counts, network.Dispatcher.TraceHash);
    }

    private static List<int> Flood(ulong seed, LinkFaults faults) => Flood(new LoopbackNetwork(seed, faults), 50);

    private static List<int> Flood(LoopbackNetwork network, int messages)
    {
        var got = new List<int>();
        network.AddNode("node-b").Spawn(Lambda.Props((_, message) => got.Add((int)message)), "sink");
        var sink = network.Resolve("node-b", "/sink");
        network.AddNode("node-a").Spawn(
            Lambda.Props((me, _) =>
            {
                for (var i = 0; i < messages; i++)
                    sink.Tell(i, me.Me);
            }),
            "source").Tell("go");
        network.Dispatcher.Advance(TimeSpan.FromSeconds(1));
        return got;
    }
}
