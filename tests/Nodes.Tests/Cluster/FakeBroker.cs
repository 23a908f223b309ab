using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;

namespace Bss2.Nodes.Tests.Cluster;

/// <summary>How often a <see cref="FakeBroker"/> loses and repeats, each 0..1.</summary>
internal sealed record BrokerFaults(double LostOrders, double RepeatedOrders, double LostAnswers, double RepeatedAnswers, double LostBroadcasts);

/// <summary>
/// A broker with one queue and one topic, as lossy as one that is restarted at every moment. Delivers at most a few orders to each consumer, out of order, and again to another when a
/// consumer is lost. One seed decides everything.
/// </summary>
internal sealed class FakeBroker(int seed, int prefetch, BrokerFaults faults) : Actor
{
    private readonly Random _random = new(seed);
    private readonly List<(BlockOrder Order, ActorRef ReplyTo, bool Redelivered)> _ready = [];
    private readonly Dictionary<ulong, (ActorRef Consumer, BlockOrder Order, ActorRef ReplyTo)> _unfinished = [];
    private readonly List<ActorRef> _consumers = [];
    private readonly HashSet<ActorRef> _subscribers = [];
    private ulong _tag;

    protected override void Receive(object message)
    {
        switch (message)
        {
            case Subscribe:
                _subscribers.Add(Sender);
                break;
            case Consume:
                _subscribers.Add(Sender);
                _consumers.Add(Sender);
                Context.Watch(Sender);
                break;
            case BlockOrder order:
                Times(faults.LostOrders, faults.RepeatedOrders, () => _ready.Add((order, Sender, false)));
                break;
            case WorkDone done when _unfinished.Remove(done.Tag, out var finished):
                Times(faults.LostAnswers, faults.RepeatedAnswers, () => Reply(finished.ReplyTo, done));
                break;
            case WorkReturned returned when _unfinished.Remove(returned.Tag, out var work):
                _ready.Add((work.Order, work.ReplyTo, true));
                break;
            case Terminated terminated:
                Lose(terminated.Actor);
                break;
            case Restart:
                _ready.Clear();
                _unfinished.Clear();
                Broadcast(new NetworkLost("restart"), 0);
                Broadcast(new NetworkRestored(), 0);
                break;
            case ClusterConfiguration or WhoIsThere or NodeAnnounced or TrainingEnded:
                Broadcast(message, message is WhoIsThere ? 0 : faults.LostBroadcasts);
                break;
        }

        DeliverWhatCanBe();
    }

    private static void Reply(ActorRef asker, WorkDone done)
    {
        if (done.Reply is not null)
        {
            asker.Tell(done.Reply, done.Replier);
        }
    }

    private void Times(double lost, double repeated, Action action)
    {
        for (var times = _random.NextDouble() < lost ? 0 : _random.NextDouble() < repeated ? 2 : 1; times > 0; times--)
        {
            action();
        }
    }

    private void Broadcast(object message, double lost)
    {
        foreach (var subscriber in _subscribers.Where(s => s != Sender))
        {
            Times(lost, 0, () => subscriber.Tell(message, Sender));
        }
    }

    private void Lose(ActorRef consumer)
    {
        _consumers.Remove(consumer);
        _subscribers.Remove(consumer);
        foreach (var (tag, work) in _unfinished.Where(w => w.Value.Consumer == consumer).ToArray())
        {
            _unfinished.Remove(tag);
            _ready.Add((work.Order, work.ReplyTo, true));
        }
    }

    private void DeliverWhatCanBe()
    {
        while (_ready.Count > 0)
        {
            var free = _consumers.Where(c => _unfinished.Values.Count(w => w.Consumer == c) < prefetch).ToArray();
            if (free.Length == 0)
            {
                return;
            }

            var index = _random.Next(_ready.Count);
            var (order, replyTo, redelivered) = _ready[index];
            _ready.RemoveAt(index);
            var consumer = free[_random.Next(free.Length)];
            _unfinished[++_tag] = (consumer, order, replyTo);
            consumer.Tell(new WorkDelivered(order, replyTo, redelivered, TimeSpan.Zero, _tag), Self);
        }
    }

    /// <summary>Command: let the sender hear the topic.</summary>
    public sealed record Subscribe;

    /// <summary>Command: let the sender hear the topic and work on the queue.</summary>
    public sealed record Consume;

    /// <summary>Command: lose all messages, as a broker does that is restarted.</summary>
    public sealed record Restart;
}
