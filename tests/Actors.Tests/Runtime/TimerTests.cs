using Bss2.Actors.Runtime;
using Bss2.TestKit;

namespace Bss2.Actors.Tests.Runtime;

public sealed class TimerTests
{
    [Fact]
    public void A_scheduled_message_arrives_when_its_time_has_come_with_the_actor_as_sender()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var source = kit.System.Spawn(Lambda.Props((me, message) => me.Here.ScheduleTell((TimeSpan)message, probe.Ref, message)), "source");
        source.Tell(TimeSpan.FromSeconds(2));
        source.Tell(TimeSpan.FromSeconds(1));
        kit.Advance(TimeSpan.FromSeconds(0.5));
        probe.ExpectNoMsg(TimeSpan.FromSeconds(0.4999999));
        probe.ExpectMsg(TimeSpan.FromSeconds(1), within: TimeSpan.FromTicks(1));
        Assert.Same(source, probe.LastSender);
        probe.ExpectMsg(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), kit.Dispatcher.Now);
    }

    [Fact]
    public void A_cancelled_message_never_arrives()
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        ScheduledTell? timer = null;
        kit.System.Spawn(Lambda.Props((me, _) => timer = me.Here.ScheduleTell(TimeSpan.FromSeconds(1), probe.Ref, "tick")), "source").Tell("go");
        kit.RunUntilIdle();
        Assert.False(timer!.IsDone);
        Assert.True(timer.Cancel());
        Assert.False(timer.Cancel());
        probe.ExpectNoMsg(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Timers_end_with_the_instance_that_set_them(bool restart)
    {
        var kit = new ActorTestKit();
        var probe = kit.CreateProbe();
        var source = kit.System.Spawn(
            Lambda.Props((me, message) =>
            {
                me.Here.ScheduleTell(TimeSpan.FromSeconds(1), probe.Ref, "tick");
                if (message is Exception cause)
                    throw cause;
                me.Here.Stop(me.Me);
            }),
            "source");
        source.Tell(restart ? new InvalidDataException("broken") : "stop");
        probe.ExpectNoMsg(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Timers_fire_in_real_time_on_the_thread_pool()
    {
        await using var system = ActorSystem.Create("pool");
        var answerer = system.Spawn(Lambda.Props((me, message) => me.Here.ScheduleTell(TimeSpan.FromMilliseconds(1), me.From, message)), "later");
        Assert.Equal("echo", await answerer.Ask<string>("echo", TimeSpan.FromSeconds(30)));
    }
}
