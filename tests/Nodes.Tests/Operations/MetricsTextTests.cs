using System.Diagnostics.Metrics;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Nodes.Operations;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Operations;

public sealed class MetricsTextTests : IDisposable
{
    private readonly NodeMeter _node = new();
    private readonly Meter _any = new("any");

    public void Dispose()
    {
        _node.Dispose();
        _any.Dispose();
    }

    [Fact]
    public void Counters_and_histograms_of_a_node_are_there_before_its_first_block()
    {
        using var text = new MetricsText(_node.Meter);
        var lines = Lines(text);

        Assert.Contains("# HELP bss2_blocks_done_total Blocks that were run and answered.", lines);
        Assert.Contains("# TYPE bss2_blocks_done_total counter", lines);
        Assert.Contains("bss2_blocks_done_total 0", lines);
        Assert.Contains("bss2_blocks_failed_total 0", lines);
        Assert.Contains("bss2_block_redeliveries_total 0", lines);
        Assert.Contains("bss2_neuron_steps_total 0", lines);
        Assert.Contains("bss2_blocks_in_hand 0", lines);
        Assert.Contains("# TYPE bss2_block_seconds histogram", lines);
        Assert.Contains("bss2_block_seconds_count 0", lines);
        Assert.DoesNotContain(lines, l => l.StartsWith("bss2_training_loss", StringComparison.Ordinal) || l.StartsWith("bss2_nodes", StringComparison.Ordinal));
    }

    [Fact]
    public void Blocks_are_counted_and_their_times_fall_into_buckets()
    {
        using var text = new MetricsText(_node.Meter);
        _node.BlockDone(0.004, 0.0002, 5000, redelivered: false);
        _node.BlockDone(0.005, 2, 7000, redelivered: true);
        _node.BlockDone(61, 0, 1, redelivered: false);
        _node.BlockFailed();
        _node.InHand(3);
        var lines = Lines(text);

        Assert.Contains("bss2_blocks_done_total 3", lines);
        Assert.Contains("bss2_blocks_failed_total 1", lines);
        Assert.Contains("bss2_block_redeliveries_total 1", lines);
        Assert.Contains("bss2_neuron_steps_total 12001", lines);
        Assert.Contains("bss2_blocks_in_hand 3", lines);
        Assert.Contains("bss2_block_seconds_bucket{le=\"0.0025\"} 0", lines);
        Assert.Contains("bss2_block_seconds_bucket{le=\"0.005\"} 2", lines);
        Assert.Contains("bss2_block_seconds_bucket{le=\"60\"} 2", lines);
        Assert.Contains("bss2_block_seconds_bucket{le=\"+Inf\"} 3", lines);
        Assert.Contains("bss2_block_seconds_sum 61.009", lines);
        Assert.Contains("bss2_block_seconds_count 3", lines);
        Assert.Contains("bss2_block_queue_wait_seconds_bucket{le=\"0.0005\"} 2", lines);
        Assert.Contains("bss2_block_queue_wait_seconds_bucket{le=\"2.5\"} 3", lines);
    }

    [Fact]
    public void A_trainer_shows_its_nodes_its_network_and_its_training()
    {
        using var text = new MetricsText(_node.Meter);
        var counts = new NetworkCounts(10, 1, 8, 2, 3, 4);
        _node.Network(() => counts);
        _node.Nodes(1, 2);
        _node.Training(new ClusterChanged(["a", "b", "c"], 8));
        _node.Training(new BatchTrained(2, 5, 10, 0.25, 0.5, 1, 0.001, 0.01));
        _node.Training(new BatchTrained(2, 6, 10, 0.125, 0.75, 1, 0.001, 0.01));
        _node.Training(new Tested(1, 0.5, 0.875, 1, 0.1));
        _node.Training(new CheckpointSaved(1, "somewhere"));
        var first = Lines(text);
        counts = counts with { Sent = 20 };
        var second = Lines(text);

        Assert.Contains("bss2_network_sent_total 10", first);
        Assert.Contains("bss2_network_foreign_total 3", first);
        Assert.Contains("bss2_network_unreachable_total 4", first);
        Assert.Contains("bss2_network_sent_total 20", second);
        Assert.Contains("bss2_nodes 3", first);
        Assert.Contains("bss2_replicas 8", first);
        Assert.Contains("bss2_training_updates_total 2", first);
        Assert.Contains("bss2_training_epoch 2", first);
        Assert.Contains("bss2_training_loss 0.125", first);
        Assert.Contains("bss2_training_accuracy 0.75", first);
        Assert.Contains("bss2_test_accuracy 0.875", first);
    }

    [Fact]
    public void The_network_of_a_second_joining_takes_the_place_of_the_first()
    {
        using var text = new MetricsText(_node.Meter);
        _node.Network(() => new NetworkCounts(1, 0, 0, 0, 0, 0));
        _node.Network(() => new NetworkCounts(2, 0, 0, 0, 0, 0));

        Assert.Equal(["bss2_network_sent_total 2"], Lines(text).Where(l => l.StartsWith("bss2_network_sent", StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_take_units_and_totals_and_lose_what_is_not_permitted()
    {
        using var text = new MetricsText(_any);
        _any.CreateCounter<long>("a.b-c", "By").Add(1);
        _any.CreateCounter<int>("d.total", "{things}").Add(2);
        _any.CreateUpDownCounter<int>("2nd.seconds", "s").Add(-3);
        _any.CreateGauge<double>("e", "1").Record(4.5);
        var lines = Lines(text);

        Assert.Contains("a_b_c_bytes_total 1", lines);
        Assert.Contains("d_total 2", lines);
        Assert.Contains("_2nd_seconds -3", lines);
        Assert.Contains("e 4.5", lines);
        Assert.Contains("# TYPE e gauge", lines);
    }

    [Fact]
    public void Labels_and_descriptions_are_escaped_and_labels_sorted()
    {
        using var text = new MetricsText(_any);
        var counter = _any.CreateCounter<long>("c", description: "one\\two\nthree \"four\"");
        counter.Add(1, new("z", "back\\slash \"quote\"\nline"), new("a.b", 5));
        counter.Add(2, new("a.b", 5), new("z", "back\\slash \"quote\"\nline"));
        counter.Add(4, new KeyValuePair<string, object?>("z", null));
        var lines = Lines(text);

        Assert.Contains("# HELP c_total one\\\\two\\nthree \"four\"", lines);
        Assert.Contains("c_total{a_b=\"5\",z=\"back\\\\slash \\\"quote\\\"\\nline\"} 3", lines);
        Assert.Contains("c_total{z=\"\"} 4", lines);
    }

    [Fact]
    public void Up_down_counters_add_and_gauges_keep_the_last()
    {
        using var text = new MetricsText(_any);
        var (up, gauge) = (_any.CreateUpDownCounter<long>("up"), _any.CreateGauge<double>("g"));
        up.Add(5);
        up.Add(-2);
        gauge.Record(1);
        gauge.Record(double.PositiveInfinity);
        var lines = Lines(text);

        Assert.Contains("up 3", lines);
        Assert.Contains("g +Inf", lines);
    }

    [Fact]
    public void Values_that_an_observable_instrument_no_longer_tells_go_away()
    {
        using var text = new MetricsText(_any);
        var present = new List<string> { "x", "y" };
        _any.CreateObservableGauge("o", () => present.Select(p => new Measurement<int>(1, new KeyValuePair<string, object?>("p", p))));

        Assert.Equal(["o{p=\"x\"} 1", "o{p=\"y\"} 1"], Lines(text).Where(l => l.StartsWith("o{", StringComparison.Ordinal)));
        present.Remove("x");
        Assert.Equal(["o{p=\"y\"} 1"], Lines(text).Where(l => l.StartsWith("o{", StringComparison.Ordinal)));
    }

    [Fact]
    public void Another_node_of_the_same_process_is_not_counted_in()
    {
        using var other = new NodeMeter();
        using var text = new MetricsText(_node.Meter);
        other.BlockFailed();

        Assert.Contains("bss2_blocks_failed_total 0", Lines(text));
    }

    [Fact]
    public void The_runtime_of_the_process_is_shown()
    {
        using var text = new MetricsText(_node.Meter);

        Assert.Contains(Lines(text), l => l.StartsWith("dotnet_process_cpu_time_seconds_total{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_threads_count_while_the_page_is_read()
    {
        using var text = new MetricsText(_node.Meter);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                text.Render();
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                _node.BlockDone(0.001, 0, 10, redelivered: false);
            }
        })));
        await stop.CancelAsync();
        await reader;

        Assert.Contains("bss2_blocks_done_total 2000", Lines(text));
        Assert.Contains("bss2_neuron_steps_total 20000", Lines(text));
    }

    private static string[] Lines(MetricsText text) => text.Render().Split('\n');
}
