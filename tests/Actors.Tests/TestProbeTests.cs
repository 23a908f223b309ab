using Bss2.TestKit;

namespace Bss2.Actors.Tests;

public sealed class TestProbeTests
{
    private readonly ActorTestKit _kit = new(9);

    [Fact]
    public void An_unmet_expectation_shows_what_came_instead_what_waits_and_the_seed()
    {
        var probe = _kit.CreateProbe();
        probe.Ref.Tell("text");
        probe.Ref.Tell(5);
        var failure = Assert.Throws<ProbeException>(() => probe.ExpectMsg<DateOnly>());
        Assert.Equal("/probe-1: expected DateOnly, got String text; behind it wait [Int32 5] (virtual time 00:00:00, seed 9).", failure.Message);
        Assert.Contains("satisfies the condition, got Int32 5", Assert.Throws<ProbeException>(() => probe.ExpectMsg<int>(i => i > 5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_in_vain_takes_virtual_time_only_and_says_until_when()
    {
        var probe = _kit.CreateProbe();
        Assert.Contains("got nothing until 00:00:03", Assert.Throws<ProbeException>(() => probe.ExpectMsg<int>()).Message, StringComparison.Ordinal);
        Assert.Contains("expected Int32 3, got nothing until", Assert.Throws<ProbeException>(() => probe.ExpectMsg(3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fishing_skips_what_does_not_fit_and_lists_it_when_nothing_does()
    {
        var probe = _kit.CreateProbe();
        for (var i = 0; i < 4; i++)
            probe.Ref.Tell(i);
        Assert.Equal(2, probe.FishForMessage<int>(i => i == 2));
        var failure = Assert.Throws<ProbeException>(() => probe.FishForMessage<string>());
        Assert.Contains("fished for String until 00:00:03, got only [Int32 3]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_is_broken_by_any_message()
    {
        var probe = _kit.CreateProbe();
        probe.Ref.Tell(1.5);
        Assert.Contains("expected nothing until 00:00:01, got Double 1.5", Assert.Throws<ProbeException>(() => probe.ExpectNoMsg(TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);
        probe.ExpectNoMsg(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), _kit.Dispatcher.Now);
    }

    [Fact]
    public void A_probe_answers_whoever_it_heard_last()
    {
        var (first, second) = (_kit.CreateProbe(), _kit.CreateProbe());
        first.Send(second.Ref, "ping");
        second.ExpectMsg("ping");
        second.Reply("pong");
        first.ExpectMsg("pong");
        Assert.Same(second.Ref, first.LastSender);
    }
}
