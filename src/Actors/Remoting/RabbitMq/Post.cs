using System.Globalization;
using Bss2.Actors.Runtime;
using Bss2.Messages.Wire;
using RabbitMQ.Client.Events;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Writes letters, and reads what comes back or what nobody took.</summary>
internal sealed class Post(RabbitMqNetwork network, Outbox outbox, int maximumBytes)
{
    private long _lastId;

    /// <summary>This life of the node.</summary>
    public string Incarnation { get; } = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    /// <summary>Tells an actor's message. What does not fit becomes a dead letter.</summary>
    /// <exception cref="ArgumentException">The message is not of the catalogue, or too large: no receiver would take it.</exception>
    public void Tell(Route route, ActorRef recipient, object message, ActorRef? sender)
    {
        if (!outbox.TryPost(Write(route, message, sender)))
            DeadLetter(message, sender, recipient, DeadLetterReason.MailboxFull);
    }

    /// <summary>The same with a task that completes when the broker has confirmed.</summary>
    public Task TellConfirmedAsync(Route route, object message)
    {
        var confirmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!outbox.TryPost(Write(route, message, null, confirmed)))
            confirmed.TrySetException(new BrokerException(BrokerFault.Unreachable, "Too much waits to be sent, or the broker is gone for good; publish less at a time, or join the network again."));
        return confirmed.Task;
    }

    /// <summary>Tells another node's runtime something; its loss is made up for by whoever needs it.</summary>
    public void Signal(string kind, Route route, ActorRef? from) => outbox.TryPost(new(route, HeadFor(kind, route, network.Addresses.NameOf(from) ?? network.System.Name + "/").ToProperties(false), null));

    /// <summary>Sends a letter that could not go its own way.</summary>
    public void Send(Letter letter) => outbox.TryPost(letter);

    /// <summary>Puts a message into its wire form.</summary>
    public Letter Write(Route route, object message, ActorRef? sender, TaskCompletionSource? confirmed = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var body = new PooledBody();
        try
        {
            WireCatalogue.Encode(message, body);
            if (body.Length > maximumBytes)
            {
                throw new ArgumentException(
                    $"{message.GetType().Name} for {route.Key} takes {body.Length} bytes on the wire; at most {maximumBytes} are permitted. Send smaller blocks, or raise {nameof(BrokerOptions.MaximumMessageBytes)} on all nodes.",
                    nameof(message));
            }

            return new(route, HeadFor(LetterKind.Tell, route, network.Addresses.NameOf(sender)).ToProperties(route.Persistent), body) { Confirmed = confirmed };
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>A message came back because its node is not there.</summary>
    public void Returned(BasicReturnEventArgs returned)
    {
        var inbox = Route.InboxOf("");
        if (!returned.RoutingKey.StartsWith(inbox, StringComparison.Ordinal) || Letterhead.Read(returned.BasicProperties, out _) is not { } head)
            return;
        var node = returned.RoutingKey[inbox.Length..];
        network.Watches.NotThere(node);
        if (head.Kind != LetterKind.Tell)
            return;
        network.Counters.Unreachable();
        if (WireCatalogue.TryDecode(returned.Body.Span, out var message, out _, maximumBytes))
            DeadLetter(message, head.From is null ? null : network.Addresses.Resolve(head.From), network.Addresses.Remote(node, head.To ?? "/"), DeadLetterReason.Unreachable);
    }

    public void DeadLetter(object message, ActorRef? sender, ActorRef recipient, DeadLetterReason reason) =>
        network.System.Letters.Publish(message, sender, recipient, reason);

    private Letterhead HeadFor(string kind, Route route, string? from) =>
        new(kind, Incarnation, (ulong)Interlocked.Increment(ref _lastId), from, route.To, network.System.Time.GetUtcNow().ToUnixTimeMilliseconds());
}
