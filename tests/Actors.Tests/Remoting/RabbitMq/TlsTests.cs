using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.TestKit.Broker;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

/// <summary>A broker of its own: it demands certificates of its clients.</summary>
public sealed class TlsTests
{
    [BrokerFact]
    public async Task Both_sides_verify_each_other_and_say_what_is_wrong()
    {
        using var ours = new CertificateFolder("ours");
        using var others = new CertificateFolder("others");
        var port = FreePort.Next();
        await using var broker = await PrivateBroker.StartAsync(
            $"listeners.ssl.1 = 127.0.0.1:{port}",
            $"ssl_options.cacertfile = {ours.Authority}",
            $"ssl_options.certfile = {ours.Server}",
            $"ssl_options.keyfile = {ours.ServerKey}",
            "ssl_options.verify = verify_peer",
            "ssl_options.fail_if_no_peer_cert = true");
        var tls = new BrokerTls("localhost", ours.Authority, ours.Client, ours.ClientKey);
        var options = TestNode.Options(broker) with { Port = port };
        await using (await TestNode.JoinAsync(options with { Tls = tls }, "good"))
        {
        }

        Assert.Contains("not vouched for", (await FaultOf(options with { Tls = tls with { AuthorityFile = others.Authority } })).Message, StringComparison.Ordinal);
        Assert.Contains("not vouched for", (await FaultOf(options with { Tls = tls with { AuthorityFile = null } })).Message, StringComparison.Ordinal);
        Assert.Contains("not for 'elsewhere'", (await FaultOf(options with { Tls = tls with { ServerName = "elsewhere" } })).Message, StringComparison.Ordinal);
        await FaultOf(options with { Tls = tls with { CertificateFile = null, KeyFile = null } });
        await FaultOf(options with { Tls = tls with { CertificateFile = others.Client, KeyFile = others.ClientKey } });
    }

    private static async Task<BrokerException> FaultOf(BrokerOptions broker)
    {
        await using var system = ActorSystem.Create("node");
        var fault = await Assert.ThrowsAsync<BrokerException>(() => RabbitMqNetwork.JoinAsync(system, broker));
        Assert.True(fault.Fault == BrokerFault.Tls, fault.ToString());
        return fault;
    }
}
