using Bss2.Actors.Dispatch;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.TestKit.Broker;
using Bss2.TestKit.Broker.Xunit;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

[Collection(SharedBroker.Name)]
public sealed class JoinTests(BrokerFixture fixture)
{
    private const string Secret = "s3cret-word";

    [BrokerFact]
    public async Task A_second_node_of_a_name_is_refused_and_the_first_lives_on()
    {
        await using var a = await TestNode.JoinAsync(fixture.Broker, "a");
        var fault = await FaultOf(TestNode.Options(fixture.Broker), a.Name);
        Assert.Equal(BrokerFault.DuplicateName, fault.Fault);
        Assert.Contains(a.Name, fault.Message, StringComparison.Ordinal);
        Assert.NotNull(await a.Network.InspectAsync("bss2.foreign"));
    }

    [BrokerFact]
    public async Task A_name_is_free_again_when_its_node_has_left()
    {
        var first = await TestNode.JoinAsync(fixture.Broker, "a");
        await first.DisposeAsync();
        await using var second = await TestNode.JoinAsync(TestNode.Options(fixture.Broker), first.Name);
    }

    [BrokerFact]
    public async Task Refused_credentials_name_the_user_and_never_the_password()
    {
        var fault = await FaultOf(TestNode.Options(fixture.Broker) with { Credentials = new("guest", Secret) });
        Assert.Equal(BrokerFault.CredentialsRefused, fault.Fault);
        Assert.Contains("user 'guest'", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task A_virtual_host_that_is_not_there_is_named()
    {
        var fault = await FaultOf(TestNode.Options(fixture.Broker) with { VirtualHost = "elsewhere" });
        Assert.Equal(BrokerFault.CredentialsRefused, fault.Fault);
        Assert.Contains("virtual host 'elsewhere'", fault.Message, StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task Tls_to_a_port_without_it_is_a_fault_of_tls_or_of_the_address()
    {
        var fault = await FaultOf(TestNode.Options(fixture.Broker) with { Tls = new("localhost") });
        Assert.Equal(BrokerFault.Tls, fault.Fault);
        Assert.Contains($":{fixture.Broker.Port}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("no.such.host.invalid")]
    public async Task Where_nobody_answers_the_address_is_named(string host)
    {
        var port = FreePort.Next();
        var fault = await FaultOf(new() { Host = host, Port = port, Credentials = new("guest", Secret) });
        Assert.Equal(BrokerFault.Unreachable, fault.Fault);
        Assert.Contains($"{host}:{port}", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_certificate_is_named_before_anybody_is_called()
    {
        var broker = new BrokerOptions { Host = "127.0.0.1", Port = 1, Credentials = new("guest", "guest") };
        var missing = Path.Combine(Path.GetTempPath(), "no-such-authority.pem");
        var fault = await FaultOf(broker with { Tls = new("localhost", AuthorityFile: missing) });
        Assert.Equal(BrokerFault.Tls, fault.Fault);
        Assert.Contains(missing, fault.Message, StringComparison.Ordinal);
        var nonsense = Path.GetTempFileName();
        await File.WriteAllTextAsync(nonsense, "no certificate");
        fault = await FaultOf(broker with { Tls = new("localhost", AuthorityFile: nonsense) });
        Assert.Equal(BrokerFault.Tls, fault.Fault);
        Assert.Contains(nonsense, fault.Message, StringComparison.Ordinal);
        fault = await FaultOf(broker with { Tls = new("localhost", CertificateFile: nonsense) });
        Assert.Equal(BrokerFault.Tls, fault.Fault);
        Assert.Contains(nonsense, fault.Message, StringComparison.Ordinal);
        File.Delete(nonsense);
    }

    [Fact]
    public async Task Options_that_cannot_work_are_refused_all_at_once()
    {
        await using var system = ActorSystem.Create("node");
        var broker = new BrokerOptions { Host = " ", Port = 70_000, Credentials = new("guest", "guest"), Heartbeat = TimeSpan.FromSeconds(0.5), MaximumMessageBytes = 0 };
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => RabbitMqNetwork.JoinAsync(system, broker));
        foreach (var part in new[] { "host is blank", "70000", "0.5 s", "0 bytes" })
            Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        var virtualTime = ActorSystem.Create("virtual", new() { Dispatcher = new DeterministicDispatcher(1) });
        await Assert.ThrowsAsync<ArgumentException>(() => RabbitMqNetwork.JoinAsync(virtualTime, broker));
        await using var slashed = ActorSystem.Create("a/b");
        await Assert.ThrowsAsync<ArgumentException>(() => RabbitMqNetwork.JoinAsync(slashed, broker));
    }

    private static async Task<BrokerException> FaultOf(BrokerOptions broker, string? name = null)
    {
        await using var system = ActorSystem.Create(name ?? TestNode.Unique("node"));
        return await Assert.ThrowsAsync<BrokerException>(() => RabbitMqNetwork.JoinAsync(system, broker));
    }
}
