using System.Net.Sockets;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.Broker;

/// <summary>The tests' own broker does what the other tests take for granted.</summary>
[Collection(SharedBroker.Name)]
public sealed class PrivateBrokerTests(BrokerFixture fixture)
{
    [BrokerFact]
    public async Task It_can_be_stopped_killed_and_started_again_on_the_same_port()
    {
        var broker = fixture.Broker;
        Assert.Contains("guest", await broker.ControlAsync("list_users"), StringComparison.Ordinal);

        await broker.StopAsync();
        await Assert.ThrowsAnyAsync<SocketException>(ConnectAsync);
        await broker.StartAgainAsync();
        await broker.KillAsync();
        await Assert.ThrowsAnyAsync<SocketException>(ConnectAsync);
        await broker.StartAgainAsync();

        Assert.Contains("guest", await broker.ControlAsync("list_users"), StringComparison.Ordinal);
        Assert.True(broker.CpuTime() > TimeSpan.Zero);
    }

    private async Task ConnectAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(fixture.Broker.Host, fixture.Broker.Port);
    }
}
