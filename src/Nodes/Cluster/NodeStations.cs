using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;

namespace Bss2.Nodes.Cluster;

/// <summary>The chips of one training that are pinned to this node. Part of the <see cref="NodeActor"/>, called in its turns alone.</summary>
internal sealed class NodeStations(ActorRef trainer, NodeSetup setup, ActorContext node)
{
    private readonly Dictionary<ActorRef, int> _stations = [];
    private ClusterConfiguration? _configuration;

    public ActorRef Trainer { get; } = trainer;

    /// <summary>Makes the chips that are pinned here and asks for their configuration; the trainer sends it to each of them.</summary>
    public void Hold(ClusterConfiguration configuration)
    {
        _configuration = configuration;
        for (var chip = 0; chip < configuration.Pins.Length; chip++)
        {
            if (configuration.Pins[chip] == setup.Name && !_stations.ContainsValue(chip) && !Spawn(configuration, chip))
            {
                return;
            }
        }

        Trainer.Tell(new ConfigurationWanted(configuration.Training, configuration.Configuration.Version), node.Self);
    }

    /// <summary>A chip has ended: it is made anew. False where it is none of these.</summary>
    public bool Lose(ActorRef station)
    {
        if (!_stations.Remove(station))
        {
            return false;
        }

        Hold(_configuration!);
        return true;
    }

    /// <summary>Ends all chips.</summary>
    public void Stop()
    {
        foreach (var station in _stations.Keys)
        {
            node.Unwatch(station);
            node.Stop(station);
        }

        _stations.Clear();
    }

    /// <summary>False where a former one of that name has not ended yet: the trainer, which gets no answer, asks again.</summary>
    private bool Spawn(ClusterConfiguration configuration, int chip)
    {
        var names = configuration.Configuration.Chips.Select(c => PinnedRack.StationName(configuration.Training, c.Name)).ToArray();
        if (node.System.Find($"{NodeActor.Path}/{names[chip]}") is not null)
        {
            return false;
        }

        // Complete before the first message: its own address is known once it is spawned.
        var addresses = names.Select((name, c) => c == chip ? node.Self : setup.Resolve(configuration.Pins[c], $"{NodeActor.Path}/{name}")).ToArray();
        var station = node.Spawn(setup.Station(chip, addresses), names[chip]);
        addresses[chip] = station;
        node.Watch(station);
        _stations.Add(station, chip);
        return true;
    }
}
