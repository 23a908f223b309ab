using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;

namespace Bss2.Nodes.Cluster;

/// <summary>
/// A rack whose chips are on named nodes, as its trainer's side sees it: tells the nodes which chips they hold, and has blocks run once all of them are ready.
/// Part of the <see cref="ClusterReplicaActor"/>, called in its turns alone.
/// </summary>
internal sealed class PinnedRack(ClusterReplicaSetup setup, ActorContext replica)
{
    private readonly string[] _nodes = [.. setup.Pins.Distinct()];
    private readonly HashSet<string> _ready = [];
    private ActorRef? _rack;
    private RackConfiguration? _configuration;
    private int _toldVersion;

    /// <summary>Whether all chips are held, so that blocks can run.</summary>
    public bool IsReady => _rack is not null && _ready.Count == _nodes.Length;

    /// <summary>Path of the actor that holds a chip for a training; everybody who knows both can find it.</summary>
    public static string StationPath(string training, string chip) => $"{NodeActor.Path}/{training}-{chip}";

    /// <summary>Whether chips are pinned to a node.</summary>
    public bool Uses(string node) => _nodes.Contains(node);

    /// <summary>A node that is there is told its chips unless it is known to hold them; it answers with <see cref="ConfigurationWanted"/>.</summary>
    public void Greet(string node, ActorRef address)
    {
        if (_configuration is not null && !_ready.Contains(node))
        {
            address.Tell(new ClusterConfiguration(setup.Training, _configuration, setup.Pins), replica.Self);
        }
    }

    /// <summary>Takes a configuration for the chips.</summary>
    public void Configure(RackConfiguration configuration)
    {
        _configuration = configuration;
        if (_rack is null)
        {
            // The same addresses for all: each node derives them from the training, the chips and the pins.
            var stations = configuration.Chips.Select((chip, c) => setup.Resolve(setup.Pins[c], StationPath(setup.Training, chip.Name)));
            _rack = replica.Spawn(setup.Rack([.. stations]), "rack");
        }

        TellConfiguration(again: false);
    }

    /// <summary>A node holds its chips, which know nothing yet. True where all do.</summary>
    /// <param name="node">The node.</param>
    /// <param name="idle">Whether no block is unanswered: blocks that are sent again bring the configuration with them, and those that run hold up a configuration.</param>
    public bool TakeReady(string node, bool idle)
    {
        if (!Uses(node))
        {
            return false;
        }

        _ready.Add(node);
        TellConfiguration(idle);
        return IsReady;
    }

    /// <summary>A node and its chips are lost.</summary>
    public void Lose(string node) => _ready.Remove(node);

    /// <summary>Runs a block; the replica gets the answer.</summary>
    public void Run(RunBlock block) => _rack!.Tell(block, replica.Self);

    /// <summary>What is missing, for people.</summary>
    /// <param name="isThere">Whether a node is there.</param>
    public IEnumerable<string> Missing(Func<string, bool> isThere)
    {
        for (var c = 0; c < setup.Pins.Length; c++)
        {
            if (!isThere(setup.Pins[c]))
            {
                var chip = _configuration is null ? $"{c}" : $"'{_configuration.Chips[c].Name}'";
                yield return $"Chip {chip} is pinned to {setup.Pins[c]}, which is not there; waiting. Start it with: bss2 node --name {setup.Pins[c]} --cluster {setup.Broker}";
            }
        }
    }

    private void TellConfiguration(bool again)
    {
        if (IsReady && (again || _toldVersion != _configuration!.Version))
        {
            _rack!.Tell(_configuration!, replica.Self);
            _toldVersion = _configuration!.Version;
        }
    }
}
