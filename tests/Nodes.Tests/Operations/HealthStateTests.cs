using Bss2.Nodes.Operations;

namespace Bss2.Nodes.Tests.Operations;

public sealed class HealthStateTests
{
    private readonly HealthState _health = new();

    [Fact]
    public void A_process_lives_before_it_is_ready()
    {
        Assert.Null(_health.WhyDead);
        Assert.Equal("not connected to the broker yet", _health.WhyNotReady);
    }

    [Fact]
    public void It_is_ready_while_the_broker_is_there()
    {
        _health.Connected();
        Assert.Null(_health.WhyNotReady);

        _health.Disconnected("connection reset");
        Assert.Equal("the broker is out of reach: connection reset", _health.WhyNotReady);
        Assert.Null(_health.WhyDead);

        _health.Connected();
        Assert.Null(_health.WhyNotReady);
    }

    [Fact]
    public void Once_it_drains_it_is_never_ready_again()
    {
        _health.Connected();
        _health.Draining();
        _health.Connected();

        Assert.StartsWith("draining", _health.WhyNotReady, StringComparison.Ordinal);
        Assert.Null(_health.WhyDead);
    }

    [Fact]
    public void A_failed_process_is_neither_alive_nor_ready()
    {
        _health.Connected();
        _health.Failed("the node's actor has stopped");

        Assert.Equal(("the node's actor has stopped", "the node's actor has stopped"), (_health.WhyDead, _health.WhyNotReady));
    }
}
