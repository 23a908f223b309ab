using System.CommandLine;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Nodes.Commands;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Cluster.Tests.Security;

/// <summary>What a node says of a broker with TLS, from its command line to the connection.</summary>
public sealed class BrokerTlsTests(TlsBroker broker) : IClassFixture<TlsBroker>
{
    private string Address => $"amqps://127.0.0.1:{broker.Port}";

    [BrokerFact]
    public async Task A_broker_that_the_authority_vouches_for_takes_a_client_that_it_knows()
    {
        await using var system = ActorSystem.Create("tls");
        await using var network = await RabbitMqNetwork.JoinAsync(system, Options(Address, broker.Authority, broker.Client));

        Assert.Null(await network.InspectAsync("no-such-queue"));
    }

    [BrokerFact]
    public async Task A_broker_of_another_authority_is_refused()
    {
        await IsRefused(Options(Address, broker.OtherAuthority, broker.Client), BrokerFault.Tls, $"amqps://127.0.0.1:{broker.Port}/", $"not vouched for by the authority file {broker.OtherAuthority}");
    }

    [BrokerFact]
    public async Task A_broker_whose_authority_the_system_does_not_know_is_refused()
    {
        await IsRefused(Options(Address, authority: null, broker.Client), BrokerFault.Tls, "not vouched for by the authorities that the system knows");
    }

    [BrokerFact]
    public async Task A_broker_of_another_name_is_refused()
    {
        // It is the same broker, but its certificate names the address alone.
        await IsRefused(Options($"amqps://localhost:{broker.Port}", broker.Authority, broker.Client), BrokerFault.Tls, "its certificate is for '127.0.0.1', not for 'localhost'");
    }

    [BrokerFact]
    public async Task A_client_without_certificate_is_told_that_one_is_wanted()
    {
        await IsRefused(Options(Address, broker.Authority, client: null), BrokerFault.Tls, "it may want a client certificate");
    }

    [BrokerFact]
    public async Task A_client_that_the_broker_does_not_know_is_told_so()
    {
        await IsRefused(Options(Address, broker.Authority, broker.OtherClient), BrokerFault.Tls, $"it may not accept the client certificate {broker.OtherClient.Certificate}");
    }

    [BrokerFact]
    public async Task An_open_port_does_not_pass_for_an_encrypted_one()
    {
        await IsRefused(Options($"amqps://127.0.0.1:{broker.OpenPort}", broker.Authority, broker.Client), BrokerFault.Tls, "port");
    }

    [BrokerFact]
    public async Task An_encrypted_port_does_not_take_an_open_connection()
    {
        await IsRefused(Options($"amqp://127.0.0.1:{broker.Port}", authority: null, client: null), BrokerFault.Unreachable, $"amqp://127.0.0.1:{broker.Port}/");
    }

    private static async Task IsRefused(BrokerOptions options, BrokerFault fault, params string[] parts)
    {
        await using var system = ActorSystem.Create("tls");

        var refused = await Assert.ThrowsAsync<BrokerException>(() => RabbitMqNetwork.JoinAsync(system, options));

        Assert.All(parts, part => Assert.True(refused.Message.Contains(part, StringComparison.Ordinal), $"{refused}"));
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(fault, refused.Fault);
    }

    private static BrokerOptions Options(string cluster, string? authority, (string Certificate, string Key)? client)
    {
        List<string> arguments = ["--cluster", cluster];
        if (authority is not null)
        {
            arguments.AddRange(["--ca", authority]);
        }

        if (client is var (certificate, key))
        {
            arguments.AddRange(["--certificate", certificate, "--key", key]);
        }

        var flags = new ClusterFlags(_ => null);
        var command = new Command("node");
        flags.AddTo(command);
        var faults = new List<string>();
        var options = flags.Broker(command.Parse(arguments), faults);
        Assert.Empty(faults);
        return options!;
    }
}
