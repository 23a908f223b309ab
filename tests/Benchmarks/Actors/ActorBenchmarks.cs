using System.Diagnostics;
using Bss2.Actors.Runtime;

namespace Bss2.Benchmarks.Actors;

/// <summary>What a message costs on the thread pool: medians over repetitions after a warm-up, with the spread, and the bytes allocated.</summary>
public static class ActorBenchmarks
{
    private const int Repetitions = 9;
    private const int RingSize = 20_000;
    private static readonly object Token = new();

    /// <summary>Runs all and prints one line each.</summary>
    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        Console.WriteLine($"actors, {Environment.ProcessorCount} processors, median of {Repetitions} (least to most)");
        await using var system = ActorSystem.Create("benchmark", new() { DefaultMailbox = MailboxBound.Unbounded("each benchmark sends a fixed number") });
        var stop = new Finish();

        var sink = system.Spawn(Props.Create(() => new Sink(stop)), "sink");
        await MeasureAsync("1 producer to 1 consumer, per message", 2_000_000, stop, count =>
        {
            stop.Left = count;
            for (var i = 0; i < count; i++)
                sink.Tell(Token);
        });

        var pong = system.Spawn(Props.Create(() => new Pong()), "pong");
        var ping = system.Spawn(Props.Create(() => new Ping(pong, stop)), "ping");
        await MeasureAsync("ping-pong, 1 in flight, per message", 1_000_000, stop, count =>
        {
            stop.Left = count / 2;
            ping.Tell(Token);
        });
        await MeasureAsync("ping-pong, 64 in flight, per message", 2_000_000, stop, count =>
        {
            stop.Left = count / 2;
            for (var i = 0; i < 64; i++)
                ping.Tell(Token);
        });

        var ring = new ActorRef[RingSize];
        for (var i = 0; i < RingSize; i++)
        {
            var next = (i + 1) % RingSize;
            ring[i] = system.Spawn(Props.Create(() => new Station(ring, next)), "station-" + i);
        }

        await MeasureAsync($"ring of {RingSize} actors, 64 tokens, per hop", 64 * RingSize, stop, count =>
        {
            stop.Left = 64;
            for (var i = 0; i < 64; i++)
                ring[i * (RingSize / 64)].Tell(new Lap(stop) { Left = count / 64 });
        });

        await MeasureAsync("ask and answer, 10 s timeout, per question", 200_000, stop, count => _ = AskAsync(pong, count, TimeSpan.FromSeconds(10), stop));
        await MeasureAsync("ask and answer, no timeout, per question", 200_000, stop, count => _ = AskAsync(pong, count, Timeout.InfiniteTimeSpan, stop));
    }

    private static async Task AskAsync(ActorRef target, int count, TimeSpan timeout, Finish finish)
    {
        for (var i = 0; i < count; i++)
            await target.Ask<object>(Token, timeout);
        finish.Reached.Release();
    }

    private static async Task MeasureAsync(string name, int count, Finish finish, Action<int> start)
    {
        var nanoseconds = new double[Repetitions];
        var bytes = 0L;
        for (var repetition = -2; repetition < Repetitions; repetition++)
        {
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var from = Stopwatch.GetTimestamp();
            start(count);
            await finish.Reached.WaitAsync();
            if (repetition < 0)
                continue;
            nanoseconds[repetition] = Stopwatch.GetElapsedTime(from).TotalNanoseconds / count;
            bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Array.Sort(nanoseconds);
        Console.WriteLine($"{name,-48} {nanoseconds[Repetitions / 2],8:F0} ns ({nanoseconds[0]:F0} to {nanoseconds[^1]:F0}), {bytes / (double)count:F2} B");
    }

    private sealed class Finish
    {
        public int Left { get; set; }

        public SemaphoreSlim Reached { get; } = new(0);
    }

    private sealed class Lap(Finish finish)
    {
        public int Left { get; set; }

        public void End()
        {
            lock (finish)
            {
                if (--finish.Left == 0)
                    finish.Reached.Release();
            }
        }
    }

    private sealed class Sink(Finish finish) : Actor
    {
        protected override void Receive(object message)
        {
            if (--finish.Left == 0)
                finish.Reached.Release();
        }
    }

    private sealed class Ping(ActorRef pong, Finish finish) : Actor
    {
        protected override void Receive(object message)
        {
            // With several in flight the last ones still come home after the end; they are not sent on.
            if (finish.Left <= 0)
                return;
            if (--finish.Left == 0)
                finish.Reached.Release();
            else
                pong.Tell(message, Self);
        }
    }

    private sealed class Pong : Actor
    {
        protected override void Receive(object message) => Sender.Tell(message, Self);
    }

    private sealed class Station(ActorRef[] ring, int next) : Actor
    {
        protected override void Receive(object message)
        {
            var lap = (Lap)message;
            if (--lap.Left > 0)
                ring[next].Tell(message, Self);
            else
                lap.End();
        }
    }
}
