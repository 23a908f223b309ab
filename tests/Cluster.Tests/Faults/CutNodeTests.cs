using System.Diagnostics;
using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker;
using Bss2.TestKit.Broker.Xunit;
using Bss2.TestKit.Processes;

namespace Bss2.Cluster.Tests.Faults;

/// <summary>A node on another host, whose network is cut and healed.</summary>
[Collection(SharedBroker.Name)]
public sealed class CutNodeTests
{
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    [CutNodeFact]
    public async Task A_node_whose_network_is_cut_for_ten_seconds_and_healed_changes_no_weight_and_works_again()
    {
        var expected = await ReferenceRuns.HashAsync(ProcessCluster.YinYang);
        using var host = new NetworkNamespace();

        // The shared broker listens on the loopback interface alone, which the other host cannot reach.
        var port = FreePort.Next();
        await using var broker = await PrivateBroker.StartAsync($"listeners.tcp.2 = {host.HostAddress}:{port}", "loopback_users = none");
        await using var cluster = new ProcessCluster(broker);
        var near = await cluster.NodeAsync("near");
        await using var far = Bss2Process.Start(
            "far",
            ProcessCluster.NodeArguments($"amqp://{host.HostAddress}:{port}", "far"),
            cluster.Folder.Path,
            new Dictionary<string, string?> { ["BSS2_BROKER_USER"] = "guest", ["BSS2_BROKER_PASSWORD"] = "guest" },
            host.Prefix);
        await far.LineAsync("joined");

        await using var training = cluster.Train(ProcessCluster.YinYang);
        await training.Process.LineAsync("^Epoch: 1,");
        host.Cut();
        var since = Stopwatch.GetTimestamp();
        await Task.Delay(Cut);
        host.Heal();

        Assert.Equal(expected, await training.HashAsync());
        // Blocks were on their way, so the cut was felt.
        Assert.True(Stopwatch.GetElapsedTime(since) > Heartbeat);

        near.Kill();
        await using var next = cluster.Train(ProcessCluster.YinYang);
        Assert.Equal(expected, await next.HashAsync());
    }
}
