using Bss2.Actors.Runtime;
using Bss2.TestKit;

namespace Bss2.Actors.Tests.Runtime;

public sealed class DeadLetterTests
{
    [Fact]
    public void Messages_to_a_stopped_actor_are_dead_letters_with_sender_and_recipient()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var echo = kit.System.Spawn(Lambda.Fragile(), "echo");
        echo.Tell(PoisonPill.Instance);
        kit.RunUntilIdle();
        probe.Send(echo, "anyone?");
        var letter = Assert.Single(kit.DeadLetters);
        Assert.Equal(new DeadLetter("anyone?", probe.Ref, echo, DeadLetterReason.NobodyThere), letter);
        Assert.Contains("String from /probe-1 to /echo", letter.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_behind_a_poison_pill_or_a_stop_are_dead_letters_and_those_before_are_handled()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var echo = kit.System.Spawn(Lambda.Fragile(), "echo");
        probe.Send(echo, 1);
        probe.Send(echo, PoisonPill.Instance);
        probe.Send(echo, 2);
        probe.ExpectMsg(1);
        probe.ExpectNoMsg();
        Assert.Equal(2, Assert.Single(kit.DeadLetters).Message);
    }

    [Fact]
    public void Unhandled_messages_are_dead_letters_with_that_reason()
    {
        var kit = new ActorTestKit();
        var deaf = kit.System.Spawn(Lambda.Props((me, message) => me.Ignore(message)), "deaf");
        deaf.Tell(7);
        kit.RunUntilIdle();
        var letter = Assert.Single(kit.DeadLetters);
        Assert.Equal((7, deaf, DeadLetterReason.Unhandled), (letter.Message, letter.Recipient, letter.Reason));
    }

    [Fact]
    public void Dead_letters_are_counted_without_subscribers_and_a_subscription_can_end()
    {
        var kit = new ActorTestKit();
        var seen = 0;
        void Count(DeadLetter letter) => seen++;
        kit.System.DeadLettered += Count;
        kit.System.DeadLetters.Tell("a");
        kit.System.DeadLettered -= Count;
        kit.System.DeadLetters.Tell("b");
        Assert.Equal((1, 2L), (seen, kit.System.DeadLetterCount));
        Assert.All(kit.DeadLetters, letter => Assert.Equal(DeadLetterReason.Addressed, letter.Reason));
    }
}
