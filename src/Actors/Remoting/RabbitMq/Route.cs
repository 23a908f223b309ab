namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Where the broker is to put a message.</summary>
/// <param name="Exchange">Exchange; empty for the one that knows queues by name.</param>
/// <param name="Key">Routing key: name of a queue, or topic.</param>
/// <param name="To">Path of the actor at the other end; null where the queue or topic says it all.</param>
/// <param name="Queue">The queue, where a message that finds it missing waits for it to be declared anew; null elsewhere.</param>
internal sealed record Route(string Exchange, string Key, string? To = null, QueueSpec? Queue = null)
{
    /// <summary>Exchange of topics.</summary>
    public const string Topics = "bss2.topics";

    /// <summary>Exchange and queue of what nobody could read or do, for the operator.</summary>
    public const string Foreign = "bss2.foreign";

    private const string NodePrefix = "bss2.node.";

    /// <summary>Whether the broker says so where nobody takes the message. A topic without subscribers is no fault.</summary>
    public bool Mandatory => Exchange.Length == 0;

    public bool Persistent => Queue?.Kind == QueueKind.Persistent;

    public static string InboxOf(string node) => NodePrefix + node;

    public static Route ToActor(string node, string path) => new("", InboxOf(node), path);

    public static Route ToTopic(string topic) => new(Topics, topic);

    public static Route ToQueue(QueueSpec queue) => new("", queue.Name, null, queue);
}
