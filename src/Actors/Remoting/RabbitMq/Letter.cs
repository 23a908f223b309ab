using RabbitMQ.Client;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>A message on its way out, kept until the broker has confirmed it.</summary>
internal sealed class Letter(Route route, BasicProperties properties, PooledBody? body) : IDisposable
{
    public Route Route { get; } = route;

    public BasicProperties Properties { get; } = properties;

    public ReadOnlyMemory<byte> Body => body?.Memory ?? default;

    /// <summary>Bytes that it occupies while it waits.</summary>
    public int Length { get; } = body?.Length ?? 0;

    /// <summary>Whether it is only worth sending now: it is not repeated over a new connection.</summary>
    public bool Fleeting => Properties.Type is LetterKind.Ping or LetterKind.Pong or LetterKind.Watch or LetterKind.Watching;

    /// <summary>Completes when the broker has it, where somebody waits for that.</summary>
    public TaskCompletionSource? Confirmed { get; init; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether the broker found no queue for it.</summary>
    public bool Returned { get; set; }

    public void Dispose() => body?.Dispose();
}
