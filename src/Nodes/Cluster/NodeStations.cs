using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;

namespace Bss2.Nodes.Cluster;

/// <summary>The chips of one training that are pinned to this node. Part of the <see cref="NodeActor"/>, called in its turns alone.</summary>
internal sealed class NodeStations(ActorRef trainer, NodeSetup setup, ActorContext node)
{
    private readonly Dictionary<ActorRef, int> _stations = [];
    private ClusterConfiguration? _configuration;

    // [chip], shared by all stations here, so that one that is made anew is known to the others.
    private ActorRef[] _addresses = [];

    public ActorRef Trainer { get; } = trainer;

    /// <summary>Makes the chips that are pinned here and asks for their configuration; the trainer sends it to each of them.</summary>
    public void Hold(ClusterConfiguration configuration)
    {
        _configuration = configuration;
        if (_addresses.Length == 0)
        {
            _addresses = [.. configuration.Pins.Select((pin, chip) => pin == setup.Name ? node.Self : setup.Resolve(pin, PathOf(configuration, chip)))];
        }

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
        var path = PathOf(configuration, chip);
        if (node.System.Find(path) is not null)
        {
            return false;
        }

        var station = node.Spawn(setup.Station(chip, _addresses), path[(path.LastIndexOf('/') + 1)..]);
        _addresses[chip] = station;
        node.Watch(station);
        _stations.Add(station, chip);
        return true;
    }

    private static string PathOf(ClusterConfiguration configuration, int chip) => PinnedRack.StationPath(configuration.Training, configuration.Configuration.Chips[chip].Name);
}
