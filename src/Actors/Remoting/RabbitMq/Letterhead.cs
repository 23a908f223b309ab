using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>What stands on the outside of every message of the network, in AMQP properties: what it is, its number, from whom, to whom, and when.</summary>
/// <param name="Kind">One of <see cref="LetterKind"/>.</param>
/// <param name="Incarnation">One life of the sending node; another after it has joined anew.</param>
/// <param name="Id">Number of the message in that life: the same when it is sent again.</param>
/// <param name="From">Address of the sender, node and path; null where nobody wants an answer.</param>
/// <param name="To">Path of the recipient on the receiving node; null for topics and queues.</param>
/// <param name="At">Time of sending, milliseconds since 1970-01-01 UTC by the sender's clock.</param>
internal sealed record Letterhead(string Kind, string Incarnation, ulong Id, string? From, string? To, long At)
{
    private const string FromHeader = "from";
    private const string ToHeader = "to";
    private const string AtHeader = "at";

    /// <summary>Longer identifications of a life are not ours.</summary>
    private const int LongestIncarnation = 64;

    public BasicProperties ToProperties(bool persistent)
    {
        var headers = new Dictionary<string, object?>(4) { [AtHeader] = At };
        if (From is not null)
            headers[FromHeader] = From;
        if (To is not null)
            headers[ToHeader] = To;
        return new()
        {
            Type = Kind,
            AppId = Incarnation,
            MessageId = Id.ToString(CultureInfo.InvariantCulture),
            Headers = headers,
            Persistent = persistent,
        };
    }

    /// <summary>Reads the properties of a message that anybody may have sent.</summary>
    /// <param name="fault">Why it is none of ours.</param>
    /// <returns>Null where it is none of ours.</returns>
    public static Letterhead? Read(IReadOnlyBasicProperties properties, out string fault)
    {
        fault = "";
        var kind = properties.Type;
        if (!LetterKind.Knows(kind))
            fault = $"property 'type' is {Shown(kind)}; permitted are {LetterKind.All}";
        else if (properties.AppId is not { Length: > 0 and <= LongestIncarnation })
            fault = $"property 'app-id' is {Shown(properties.AppId)}; it must name a life of a node in 1..{LongestIncarnation} characters";
        else if (!ulong.TryParse(properties.MessageId, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            fault = $"property 'message-id' is {Shown(properties.MessageId)}; it must be a number";
        else if (properties.Headers is not { } headers || !headers.TryGetValue(AtHeader, out var at) || at is not long)
            fault = $"header '{AtHeader}' is missing or no 64-bit number";
        if (fault.Length > 0)
            return null;
        var id = ulong.Parse(properties.MessageId!, CultureInfo.InvariantCulture);
        return new(kind!, properties.AppId!, id, Text(properties, FromHeader), Text(properties, ToHeader), (long)properties.Headers![AtHeader]!);
    }

    private static string? Text(IReadOnlyBasicProperties properties, string header) =>
        properties.Headers!.TryGetValue(header, out var value) ? value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            string text => text,
            _ => null,
        }
        : null;

    private static string Shown(string? text) => text is null ? "missing" : "'" + new string([.. text.Take(LongestIncarnation).Select(c => char.IsControl(c) ? '?' : c)]) + "'";
}

/// <summary>Kinds of messages on the network.</summary>
internal static class LetterKind
{
    /// <summary>A message of the catalogue for an actor, a topic or a queue.</summary>
    public const string Tell = "tell";

    /// <summary>The sender wants to know when the recipient ends.</summary>
    public const string Watch = "watch";

    /// <summary>The recipient is alive, and its end will be told to the sender of <see cref="Watch"/>.</summary>
    public const string Watching = "watching";

    /// <summary>Takes <see cref="Watch"/> back.</summary>
    public const string Unwatch = "unwatch";

    /// <summary>The sender, which the recipient watched, has ended or was not there.</summary>
    public const string Terminated = "terminated";

    /// <summary>Is the node there? It answers <see cref="Pong"/>; where it is not, the broker returns the message.</summary>
    public const string Ping = "ping";

    /// <summary>The node is there; the letterhead says in which life.</summary>
    public const string Pong = "pong";

    public const string All = "tell, watch, watching, unwatch, terminated, ping, pong";

    public static bool Knows(string? kind) => kind is Tell or Watch or Watching or Unwatch or Terminated or Ping or Pong;
}
