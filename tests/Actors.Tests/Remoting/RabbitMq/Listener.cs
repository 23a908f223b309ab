using System.Threading.Channels;
using Bss2.Actors.Runtime;

namespace Bss2.Actors.Tests.Remoting.RabbitMq;

/// <summary>An actor that keeps what it gets in order, for a test to await.</summary>
internal sealed class Listener
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<(object Message, ActorRef Sender)> _heard = Channel.CreateUnbounded<(object, ActorRef)>();

    public Listener(ActorSystem system, string name) => Ref = system.Spawn(
        Lambda.Props((me, message) =>
        {
            if (message is WatchOrder order)
                me.Here.Watch(order.Actor);
            else
                _heard.Writer.TryWrite((message, me.From));
        }),
        name);

    public ActorRef Ref { get; }

    public ActorRef LastSender { get; private set; } = null!;

    public void Watch(ActorRef actor) => Ref.Tell(new WatchOrder(actor));

    /// <summary>The next message, which must be a <typeparamref name="T"/>.</summary>
    public async Task<T> NextAsync<T>()
    {
        var next = await _heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        LastSender = next.Sender;
        return Assert.IsType<T>(next.Message);
    }

    /// <summary>The next message, which must be of one of these types.</summary>
    public async Task<object> NextAsync(params Type[] types)
    {
        var next = await _heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        LastSender = next.Sender;
        Assert.Contains(next.Message.GetType(), types);
        return next.Message;
    }

    /// <summary>Skips everything before the next <typeparamref name="T"/>.</summary>
    public async Task<T> FishAsync<T>()
    {
        while (true)
        {
            var next = await _heard.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            LastSender = next.Sender;
            if (next.Message is T caught)
                return caught;
        }
    }

    /// <summary>Whether nothing waits to be read.</summary>
    public bool IsEmpty => _heard.Reader.Count == 0;

    private sealed record WatchOrder(ActorRef Actor);
}
