using Bss2.Actors.Runtime;
using Bss2.TestKit;

namespace Bss2.Actors.Tests.Dispatch;

/// <summary>A message costs nothing beside itself. Alone in its collection, since other tests allocate as well.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Messages = 1_000_000;
    private const int Burst = 1000;
    private static readonly object Message = new();

    [Fact]
    public void A_message_allocates_nothing_on_the_deterministic_dispatcher()
    {
        var kit = new ActorTestKit();
        var count = 0;
        var sink = kit.System.Spawn(Lambda.Props((_, _) => count++), "sink");
        Exchange(kit, sink, Burst);
        Exchange(kit, sink, Burst);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(kit, sink, Messages);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(Messages + (2 * Burst), count);
    }

    [Fact]
    public async Task A_message_allocates_nothing_on_the_thread_pool()
    {
        await using var system = ActorSystem.Create("pool");
        using var done = new SemaphoreSlim(0);
        var left = 0;
        ActorRef pong = null!;
        var ping = system.Spawn(
            Lambda.Props((me, message) =>
            {
                if (--left > 0)
                    pong.Tell(message, me.Me);
                else
                    done.Release();
            }),
            "ping");
        pong = system.Spawn(Lambda.Props((me, message) => me.From.Tell(message, me.Me)), "pong");

        async Task Exchange(int roundTrips)
        {
            left = roundTrips;
            pong.Tell(Message, ping);
            await done.WaitAsync();
        }

        await Exchange(Messages / 10);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await Exchange(Messages / 2);
        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages;
        Assert.InRange(each, 0, 0.99);
    }

    private static void Exchange(ActorTestKit kit, ActorRef sink, int messages)
    {
        for (var sent = 0; sent < messages; sent += Burst)
        {
            for (var i = 0; i < Burst; i++)
                sink.Tell(Message);
            kit.RunUntilIdle();
        }
    }
}
