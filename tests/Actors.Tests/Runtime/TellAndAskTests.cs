using Bss2.Actors.Runtime;
using Bss2.TestKit;

namespace Bss2.Actors.Tests.Runtime;

public sealed class TellAndAskTests
{
    [Fact]
    public void Messages_of_each_sender_arrive_in_the_order_sent_for_any_seed()
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            var kit = new ActorTestKit(seed);
            var probe = kit.CreateProbe();
            for (var sender = 0; sender < 5; sender++)
            {
                var name = sender;
                var source = kit.System.Spawn(Lambda.Props((me, message) => probe.Ref.Tell((name, (int)message), me.Me)), "source-" + name);
                for (var i = 0; i < 20; i++)
                    source.Tell(i);
            }

            var next = new int[5];
            for (var i = 0; i < 100; i++)
            {
                var (sender, number) = probe.ExpectMsg<(int, int)>();
                Assert.Equal(next[sender]++, number);
                Assert.Equal("/source-" + sender, probe.LastSender.Path);
            }

            probe.ExpectNoMsg();
        }
    }

    [Fact]
    public void A_message_without_sender_seems_to_come_from_the_dead_letters()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        probe.Ref.Tell("hello");
        probe.ExpectMsg("hello");
        Assert.Same(kit.System.DeadLetters, probe.LastSender);
    }

    [Fact]
    public async Task Ask_completes_with_the_answer()
    {
        var kit = new ActorTestKit();
        var doubler = kit.System.Spawn(Lambda.Props((me, message) => me.From.Tell(2 * (int)message)), "doubler");
        Assert.Equal(42, await kit.Await(doubler.Ask<int>(21, TimeSpan.FromSeconds(1))));
        Assert.Equal(0, kit.System.DeadLetterCount);
    }

    [Fact]
    public async Task Ask_times_out_in_virtual_time_and_a_late_answer_is_a_dead_letter()
    {
        var kit = new ActorTestKit();
        ActorRef? asker = null;
        var mute = kit.System.Spawn(Lambda.Props((me, _) => asker = me.From), "mute");
        var answer = mute.Ask<int>("well?", TimeSpan.FromSeconds(5));
        kit.Advance(TimeSpan.FromSeconds(4.999));
        Assert.False(answer.IsCompleted);
        kit.Advance(TimeSpan.FromSeconds(0.001));
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => answer);
        Assert.Contains("/mute did not answer String within 00:00:05", failure.Message, StringComparison.Ordinal);
        asker!.Tell(3);
        Assert.Equal(DeadLetterReason.NobodyThere, Assert.Single(kit.DeadLetters).Reason);
    }

    [Fact]
    public async Task Ask_can_be_cancelled()
    {
        var kit = new ActorTestKit();
        var mute = kit.System.Spawn(Lambda.Props((_, _) => { }), "mute");
        using var cancel = new CancellationTokenSource();
        var answer = mute.Ask<int>("well?", Timeout.InfiniteTimeSpan, cancel.Token);
        kit.RunUntilIdle();
        Assert.False(answer.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task An_answer_of_another_type_fails_the_question_and_names_both_types()
    {
        var kit = new ActorTestKit();
        var echo = kit.System.Spawn(Lambda.Fragile(), "echo");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => kit.Await(echo.Ask<int>("text", TimeSpan.FromSeconds(1))));
        Assert.Contains("String instead of Int32", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_works_on_the_thread_pool_in_real_time()
    {
        await using var system = ActorSystem.Create("pool");
        var echo = system.Spawn(Lambda.Fragile(), "echo");
        for (var i = 0; i < 1000; i++)
            Assert.Equal(i, await echo.Ask<int>(i, TimeSpan.FromSeconds(30)));
        await Assert.ThrowsAsync<TimeoutException>(() => system.DeadLetters.Ask<int>("nobody", TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void A_null_message_is_refused_in_the_senders_hands()
    {
        var kit = new ActorTestKit();
        Assert.Throws<ArgumentNullException>(() => kit.CreateProbe().Ref.Tell(null!));
    }
}
