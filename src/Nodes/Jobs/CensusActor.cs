using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;

namespace Bss2.Nodes.Jobs;

/// <summary>Asks once who is there, and counts the answers that come within a time.</summary>
/// <param name="presence">The topic of announcements.</param>
/// <param name="expected">Answers that must come, as far as is known: more may.</param>
/// <param name="counted">Takes what was counted.</param>
internal sealed class CensusActor(ActorRef presence, long expected, TaskCompletionSource<Census> counted) : Actor
{
    /// <summary>How long everybody has for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How long those have who must be there: a machine may be very busy.</summary>
    public static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(5);

    // By name: somebody who joins in the meantime announces itself and answers too.
    private readonly SortedDictionary<string, NodeAnnounced> _nodes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TrainerAnnounced> _trainers = new(StringComparer.Ordinal);
    private TimeSpan _waited;

    protected override void PreStart()
    {
        presence.Tell(new WhoIsThere(), Self);
        Context.ScheduleTell(Patience, Self, new Waited(Patience));
        Context.ScheduleTell(LongestPatience, Self, new Waited(LongestPatience));
    }

    protected override void Receive(object message)
    {
        switch (message)
        {
            case NodeAnnounced node:
                _nodes[node.Name] = node;
                break;
            case TrainerAnnounced trainer:
                _trainers[trainer.Name] = trainer;
                break;
            case Waited waited:
                _waited = waited.Time;
                break;
            case WhoIsThere or NodeRefused or NetworkLost or NetworkRestored or NetworkAbandoned:
                break;
            default:
                Unhandled(message);
                break;
        }

        if (_waited >= LongestPatience || (_waited >= Patience && _nodes.Count + _trainers.Count >= expected))
        {
            counted.TrySetResult(new Census([.. _nodes.Values], [.. _trainers.Values]));
        }
    }

    private sealed record Waited(TimeSpan Time);
}

/// <summary>Who answered, by name.</summary>
internal sealed record Census(IReadOnlyList<NodeAnnounced> Nodes, IReadOnlyList<TrainerAnnounced> Trainers);
