using Bss2.Actors.Runtime;
using Bss2.Actors.Supervision;
using Bss2.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Actors.Tests.Runtime;

public sealed class MailboxBoundTests
{
    [Fact]
    public void A_full_mailbox_refuses_the_newest_with_the_reason_and_the_sender_sees_the_count()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var slow = kit.System.Spawn(Lambda.Props((_, message) => probe.Ref.Tell(message)).WithMailbox(MailboxBound.Of(3)), "slow");
        kit.RunUntilIdle();
        var refused = -1L;
        var sender = kit.System.Spawn(
            Lambda.Props((me, _) =>
            {
                for (var i = 0; i < 5; i++)
                    slow.Tell(i, me.Me);
                refused = me.Here.RefusedCount;
            }),
            "sender");
        sender.Tell("go");
        kit.RunUntilIdle();
        Assert.Equal(2, refused);
        Assert.Equal([3, 4], kit.DeadLetters.Select(letter => (int)letter.Message));
        Assert.All(kit.DeadLetters, letter => Assert.Equal((DeadLetterReason.MailboxFull, sender, slow), (letter.Reason, letter.Sender, letter.Recipient)));
        for (var i = 0; i < 3; i++)
            probe.ExpectMsg(i);
        probe.ExpectNoMsg();
    }

    [Fact]
    public void Whatever_is_sent_and_read_exactly_the_messages_beyond_the_capacity_are_refused() =>
        Prop.ForAll<PositiveInt, NonNegativeInt[]>((capacity, bursts) =>
        {
            var kit = new ActorTestKit();
            var got = 0;
            var sink = kit.System.Spawn(Lambda.Props((_, _) => got++).WithMailbox(MailboxBound.Of(capacity.Get)), "sink");
            kit.RunUntilIdle();
            foreach (var burst in bursts)
            {
                for (var i = 0; i < burst.Get; i++)
                    sink.Tell(i);
                kit.RunUntilIdle();
            }

            return got == bursts.Sum(b => Math.Min(b.Get, capacity.Get))
                && kit.System.DeadLetterCount == bursts.Sum(b => Math.Max(0, b.Get - capacity.Get));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_poison_pill_and_signals_pass_a_full_mailbox()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var sink = kit.System.Spawn(Lambda.Props((_, _) => { }).WithMailbox(MailboxBound.Of(1)), "sink");
        sink.Tell(1);
        sink.Tell(PoisonPill.Instance);
        probe.Watch(sink);
        probe.ExpectTerminated(sink);
        Assert.Empty(kit.DeadLetters);
    }

    [Fact]
    public void With_that_policy_a_full_mailbox_is_a_failure_of_the_recipient()
    {
        var options = new ActorSystemOptions { TopLevelStrategy = new(1, TimeSpan.FromMinutes(1), _ => Directive.Stop) };
        var kit = new ActorTestKit(1, options);
        var probe = kit.CreateProbe();
        var sink = kit.System.Spawn(Lambda.Props((_, _) => { }).WithMailbox(MailboxBound.Of(2, OverflowPolicy.FailRecipient)), "sink");
        probe.Watch(sink);
        for (var i = 0; i < 3; i++)
            sink.Tell(i);
        probe.ExpectTerminated(sink);
        var cause = Assert.IsType<MailboxOverflowException>(Assert.Single(kit.Failures).Cause);
        Assert.Contains("/sink was full: 2 messages", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bound_needs_a_reason_and_a_bound_is_positive()
    {
        Assert.Equal("bounded by the protocol", MailboxBound.Unbounded("bounded by the protocol").UnboundedReason);
        Assert.Throws<ArgumentException>(() => MailboxBound.Unbounded(" "));
        Assert.Throws<ArgumentOutOfRangeException>(() => MailboxBound.Of(0));
    }
}
