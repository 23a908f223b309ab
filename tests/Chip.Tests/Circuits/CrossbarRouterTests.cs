using Bss2.Chip.Circuits;
using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;

namespace Bss2.Chip.Tests.Circuits;

public sealed class CrossbarRouterTests
{
    private static readonly CrossbarNode ToTop = new(8, 0, 0x2000, 0x2000);
    private static readonly CrossbarNode ToBottom = new(8, 4, 0x1000, 0x1000);
    private static readonly CrossbarNode ToLink = new(1, 9, EventLabel.EventOutputMask, 0x100);

    [Theory]
    [InlineData(0x2000, 1, 0, 0)]
    [InlineData(0x1000, 0, 1, 0)]
    [InlineData(0x3000, 1, 1, 0)]
    [InlineData(0x0000, 0, 0, 1)]
    public void Nodes_filter_by_mask_and_target_and_count_what_has_no_route(int label, int top, int bottom, int dropped)
    {
        var router = new CrossbarRouter([ToTop, ToBottom], Imperfections.None);
        router.Begin();
        router.AddInput(20, label | 5);
        router.Route(null);
        Assert.Equal((top, bottom, dropped), (AtSynapses(router, 0).Length, AtSynapses(router, 1).Length, router.Dropped));
    }

    [Fact]
    public void Latency_delays_inputs_by_the_way_to_the_synapses_alone()
    {
        var router = new CrossbarRouter([ToTop], Imperfections.Latency);
        router.Begin();
        router.AddInput(20, 0x2005);
        router.Route(null);
        Assert.Equal([EventKey.Of(20 + 7, 5)], AtSynapses(router, 0));
    }

    [Theory]
    [InlineData(Imperfections.None, 100, 100)]
    [InlineData(Imperfections.None, 101, 100)]
    [InlineData(Imperfections.Latency, 101, 114)]
    [InlineData(Imperfections.Latency, 102, 114)]
    public void Recorded_spikes_are_stamped_on_the_8_ns_grid_below(Imperfections enabled, int crossing, int stamp)
    {
        var router = new CrossbarRouter([ToLink], enabled);
        router.Begin();
        router.AddNeuron(crossing, EventLabel.ForNeuron(1, 0, 9));
        router.Route(null);
        var builder = new SpikeBatchBuilder();
        router.CollectRecorded(1000, builder);
        builder.EndSample();
        Assert.Equal([stamp], builder.ToBatch().Ticks);
    }

    [Fact]
    public void Events_at_or_after_the_end_of_the_run_are_cut()
    {
        var router = new CrossbarRouter([ToTop, ToLink], Imperfections.None);
        router.Begin();
        router.AddInput(998, 0x2000);
        router.AddInput(1000, 0x2000);
        router.AddNeuron(999, EventLabel.ForNeuron(1, 0, 9));
        router.AddNeuron(1000, EventLabel.ForNeuron(1, 0, 9));
        router.Route(null);
        var builder = new SpikeBatchBuilder();
        router.CollectRecorded(1000, builder);
        builder.EndSample();
        Assert.Equal([998], builder.ToBatch().Ticks);
        Assert.Equal([EventKey.Of(998, 0)], AtSynapses(router, 0));
    }

    [Fact]
    public void Thirty_two_simultaneous_spikes_of_an_output_lose_twenty_four_only_with_queues()
    {
        foreach (var (enabled, kept) in new[] { (Imperfections.None, 32), (Imperfections.EventQueues, 8) })
        {
            var router = new CrossbarRouter([ToLink], enabled);
            router.Begin();
            for (var neuron = 0; neuron < 32; neuron++)
            {
                router.AddNeuron(100, EventLabel.ForNeuron(1, 0, neuron));
            }

            router.Route(null);
            var builder = new SpikeBatchBuilder();
            router.CollectRecorded(1000, builder);
            builder.EndSample();
            Assert.Equal((kept, 32 - kept), (builder.ToBatch().SpikeCount, router.Dropped));
        }
    }

    [Fact]
    public void A_later_level_takes_the_slots_of_a_bus_that_an_earlier_one_has_left()
    {
        var router = new CrossbarRouter([ToTop, new CrossbarNode(0, 0, EventLabel.EventOutputMask, 0)], Imperfections.EventQueues);
        var slots = Enumerable.Range(0, CrossbarRouter.Queues).Select(_ => new List<int>()).ToArray();
        router.Begin();
        router.AddInput(100, 0x2001);
        router.AddInput(100, 0x2002);
        router.AddInput(104, 0x2003);
        router.Route(q => slots[q]);
        Assert.Equal([100, 101, 104], AtSynapses(router, 0).Select(EventKey.Tick));

        router.Begin();
        router.AddNeuron(99, EventLabel.ForNeuron(0, 0, 10));
        router.AddNeuron(100, EventLabel.ForNeuron(0, 0, 11));
        router.AddNeuron(101, EventLabel.ForNeuron(0, 0, 12));
        router.AddNeuron(103, EventLabel.ForNeuron(0, 0, 13));
        router.Route(q => slots[q]);
        Assert.Equal([EventKey.Of(99, 10), EventKey.Of(102, 11), EventKey.Of(103, 12), EventKey.Of(105, 13)], AtSynapses(router, 0));
    }

    private static long[] AtSynapses(CrossbarRouter router, int hemisphere)
    {
        var events = new EventList();
        router.CollectSynapses(hemisphere, 1000, events);
        return events.Items.ToArray();
    }
}
