namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>The counts behind <see cref="NetworkCounts"/>, written from many threads.</summary>
internal sealed class Counters
{
    private long _sent;
    private long _resent;
    private long _received;
    private long _duplicates;
    private long _foreign;
    private long _unreachable;

    public NetworkCounts Snapshot => new(
        Interlocked.Read(ref _sent), Interlocked.Read(ref _resent), Interlocked.Read(ref _received),
        Interlocked.Read(ref _duplicates), Interlocked.Read(ref _foreign), Interlocked.Read(ref _unreachable));

    public void Sent() => Interlocked.Increment(ref _sent);

    public void Resent() => Interlocked.Increment(ref _resent);

    public void Received() => Interlocked.Increment(ref _received);

    public void Duplicate() => Interlocked.Increment(ref _duplicates);

    public void Foreign() => Interlocked.Increment(ref _foreign);

    public void Unreachable() => Interlocked.Increment(ref _unreachable);
}
