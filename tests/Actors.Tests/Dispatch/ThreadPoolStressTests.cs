using Bss2.Actors.Runtime;

namespace Bss2.Actors.Tests.Dispatch;

public sealed class ThreadPoolStressTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Millions_of_messages_from_many_threads_arrive_once_in_order_and_one_at_a_time()
    {
        const int Threads = 4;
        const int Receivers = 8;
        const int Each = 75_000;
        await using var system = ActorSystem.Create("stress", new() { DefaultMailbox = MailboxBound.Unbounded("the test sends a fixed number") });
        var done = new CountdownEvent(Receivers);
        var sinks = Enumerable.Range(0, Receivers).Select(i => new OrderedSink(Threads, Each, done)).ToArray();
        var refs = sinks.Select((sink, i) => system.Spawn(Props.Create(() => sink), "sink-" + i)).ToArray();
        var threads = Enumerable.Range(0, Threads).Select(sender => new Thread(() =>
        {
            for (var number = 0; number < Each; number++)
            {
                var message = new Numbered(sender, number);
                foreach (var sink in refs)
                    sink.Tell(message);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        Assert.True(await Task.Run(() => done.Wait(Patience)), "Messages were lost: " + string.Join(", ", sinks.Select(sink => sink.Total)));
        Assert.All(sinks, sink => Assert.Equal((Threads * Each, 0, 0), (sink.Total, sink.OutOfOrder, sink.Overlaps)));
        Assert.Equal(0, system.DeadLetterCount);
    }

    [Fact]
    public async Task Under_pressure_every_message_is_either_handled_or_a_counted_dead_letter()
    {
        const int Messages = 400_000;
        await using var system = ActorSystem.Create("bounded");
        var handled = 0;
        var sink = system.Spawn(Lambda.Props((me, message) =>
        {
            handled++;
            if (message is TaskCompletionSource end)
                end.SetResult();
        }).WithMailbox(MailboxBound.Of(16)), "sink");
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Messages / 4; i++)
                sink.Tell(this);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        var refused = system.DeadLetterCount;
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tries = 0L;
        do
        {
            // The mailbox may still be full; what is refused here is counted apart.
            refused = tries == 0 ? system.DeadLetterCount : refused;
            tries++;
            sink.Tell(last);
        }
        while (await Task.WhenAny(last.Task, Task.Delay(1)) != last.Task && tries < 10_000);
        await last.Task.WaitAsync(Patience);
        await system.TerminateAsync();
        Assert.Equal(Messages + tries, handled + system.DeadLetterCount);
        Assert.InRange(refused, 0, Messages);
    }

    [Fact]
    public async Task Tokens_run_through_a_ring_of_twenty_thousand_actors()
    {
        const int Size = 20_000;
        const int Tokens = 16;
        await using var system = ActorSystem.Create("ring");
        var arrived = new CountdownEvent(Tokens);
        var hops = 0;
        var ring = new ActorRef[Size];
        for (var i = 0; i < Size; i++)
        {
            var next = (i + 1) % Size;
            ring[i] = system.Spawn(
                Lambda.Props((_, message) =>
                {
                    var token = (int[])message;
                    if (--token[0] > 0)
                        ring[next].Tell(message);
                    else
                        arrived.Signal();
                    Interlocked.Increment(ref hops);
                }),
                "actor-" + i);
        }

        for (var token = 0; token < Tokens; token++)
            ring[token * (Size / Tokens)].Tell(new[] { Size + 1 });
        Assert.True(await Task.Run(() => arrived.Wait(Patience)));
        await system.TerminateAsync();
        Assert.Equal(Tokens * (Size + 1), hops);
    }

    [Fact]
    public async Task Failures_under_load_lose_only_the_message_in_hand()
    {
        const int Messages = 100_000;
        await using var system = ActorSystem.Create("failing", new()
        {
            TopLevelStrategy = new(int.MaxValue, Timeout.InfiniteTimeSpan),
            DefaultMailbox = MailboxBound.Unbounded("the test sends a fixed number"),
        });
        var failed = 0;
        system.ActorFailed += _ => Interlocked.Increment(ref failed);
        var handled = 0;
        var fragile = system.Spawn(Lambda.Props((me, message) =>
        {
            if ((int)message < 0)
                me.From.Tell(handled);
            else if ((int)message % 1000 == 0)
                throw new InvalidDataException("every thousandth");
            else
                handled++;
        }), "fragile");
        for (var i = 0; i < Messages; i++)
            fragile.Tell(i);
        Assert.Equal(Messages - Messages / 1000, await fragile.Ask<int>(-1, Patience));
        Assert.Equal(Messages / 1000, failed);
    }

    [Fact]
    public async Task Actors_that_never_rest_leave_turns_for_others()
    {
        await using var system = ActorSystem.Create("crowd");
        var echo = system.Spawn(Lambda.Fragile(), "echo");
        for (var i = 0; i < 8 * Environment.ProcessorCount; i++)
        {
            var mirror = system.Spawn(Lambda.Props((me, message) => me.From.Tell(message, me.Me)), "mirror-" + i);
            mirror.Tell("for ever", system.Spawn(Lambda.Props((me, message) => me.From.Tell(message, me.Me)), "other-" + i));
        }

        for (var i = 0; i < 20; i++)
        {
            // From a thread of its own, so that each question comes in through the shared queue.
            var question = i;
            var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            var asker = system.Spawn(Lambda.Props((_, message) => answer.SetResult((int)message)), "asker-" + i);
            new Thread(() => echo.Tell(question, asker)).Start();
            Assert.Equal(i, await answer.Task.WaitAsync(Patience));
        }
    }

    private sealed record Numbered(int Sender, int Number);

    private sealed class OrderedSink(int senders, int each, CountdownEvent done) : Actor
    {
        private readonly int[] _next = new int[senders];
        private int _inside;

        public int Total { get; private set; }

        public int OutOfOrder { get; private set; }

        public int Overlaps { get; private set; }

        protected override void Receive(object message)
        {
            if (Interlocked.Increment(ref _inside) != 1)
                Overlaps++;
            var numbered = (Numbered)message;
            if (_next[numbered.Sender]++ != numbered.Number)
                OutOfOrder++;
            if (++Total == senders * each)
                done.Signal();
            Interlocked.Decrement(ref _inside);
        }
    }
}
