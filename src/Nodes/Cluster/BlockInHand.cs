using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;

namespace Bss2.Nodes.Cluster;

/// <summary>One delivery of a block: the consumer that waits to hear what became of it.</summary>
internal readonly record struct Delivery(ActorRef Consumer, ulong Tag, bool Redelivered, TimeSpan QueueWait);

/// <summary>A block that was delivered once or more and is neither answered nor given back.</summary>
internal sealed class BlockInHand(RunBlock block)
{
    private readonly List<Delivery> _deliveries = [];

    public RunBlock Block { get; } = block;

    /// <summary>Run, block and attempt, for people.</summary>
    public string Name => FormattableString.Invariant($"{Block.Id.Run}/{Block.Id.Block}/{Block.Id.Attempt}");

    /// <summary>The same block may come again while it is here: from its trainer, which had no answer, or from the broker after a lost connection.</summary>
    public IReadOnlyList<Delivery> Deliveries => _deliveries;

    /// <summary>Who runs it, or null while it waits for its configuration.</summary>
    public RackSlot? Rack { get; set; }

    /// <summary>When it began to run, by the system's clock.</summary>
    public long Started { get; set; }

    /// <summary>Racks that ended while they ran it.</summary>
    public int Deaths { get; set; }

    public void Attach(Delivery delivery) => _deliveries.Add(delivery);

    /// <summary>Answers all deliveries; with null the work was not wanted any more.</summary>
    public void Finish(object? reply, ActorRef node)
    {
        foreach (var delivery in _deliveries)
        {
            delivery.Consumer.Tell(new WorkDone(delivery.Tag, reply, node), node);
        }
    }

    /// <summary>Gives all deliveries back.</summary>
    public void Return(ActorRef node)
    {
        foreach (var delivery in _deliveries)
        {
            delivery.Consumer.Tell(new WorkReturned(delivery.Tag), node);
        }
    }
}
