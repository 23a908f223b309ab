using Bss2.Actors.Runtime;

namespace Bss2.Actors.Tests.Remoting;

internal sealed record Item(int Number, string Text);

internal sealed record Ack(int Number);

internal sealed record Tick(int Number);

/// <summary>Stop-and-wait: sends the next item only when the one before is acknowledged, and repeats it until then.</summary>
internal sealed class RetrySender(ActorRef receiver, IReadOnlyList<string> texts) : Actor
{
    private int _number;

    protected override void PreStart() => Send();

    protected override void Receive(object message)
    {
        switch (message)
        {
            case Ack ack when ack.Number == _number:
                _number++;
                Send();
                break;
            case Tick tick when tick.Number == _number:
                Send();
                break;
        }
    }

    private void Send()
    {
        if (_number == texts.Count)
            return;
        receiver.Tell(new Item(_number, texts[_number]), Self);
        Context.ScheduleTell(TimeSpan.FromMilliseconds(50), Self, new Tick(_number));
    }
}

/// <summary>Acknowledges everything and keeps each item once, in order.</summary>
internal sealed class OnceReceiver(ICollection<string> kept) : Actor
{
    private int _next;

    protected override void Receive(object message)
    {
        var item = (Item)message;
        if (item.Number == _next)
        {
            kept.Add(item.Text);
            _next++;
        }

        Sender.Tell(new Ack(item.Number), Self);
    }
}
