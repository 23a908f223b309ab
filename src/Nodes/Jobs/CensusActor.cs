using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;

namespace Bss2.Nodes.Jobs;

/// <summary>Asks once who is there, and counts the answers that come within a time.</summary>
/// <param name="presence">The topic of announcements.</param>
/// <param name="patience">How long to wait for answers. Nobody knows how many there will be.</param>
/// <param name="counted">Takes what was counted.</param>
internal sealed class CensusActor(ActorRef presence, TimeSpan patience, TaskCompletionSource<Census> counted) : Actor
{
    // By name: somebody who joins in the meantime announces itself and answers too.
    private readonly SortedDictionary<string, NodeAnnounced> _nodes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TrainerAnnounced> _trainers = new(StringComparer.Ordinal);

    protected override void PreStart()
    {
        presence.Tell(new WhoIsThere(), Self);
        Context.ScheduleTell(patience, Self, new PatienceElapsed());
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
            case PatienceElapsed:
                counted.TrySetResult(new Census([.. _nodes.Values], [.. _trainers.Values]));
                break;
            case WhoIsThere or NodeRefused or NetworkLost or NetworkRestored or NetworkAbandoned:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private sealed record PatienceElapsed;
}

/// <summary>Who answered, by name.</summary>
internal sealed record Census(IReadOnlyList<NodeAnnounced> Nodes, IReadOnlyList<TrainerAnnounced> Trainers);
