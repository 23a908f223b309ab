using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Tests.Rack;

/// <summary>Networks over several chips that several tests use.</summary>
internal static class Racks
{
    /// <summary>Chips with serial numbers from 7 on.</summary>
    public static RackChip[] Chips(Imperfections enabled, params string[] names) =>
        [.. names.Select((name, i) => new RackChip(name, new ChipSettings(new ChipSerial(7 + i), enabled)))];

    /// <summary>The Yin-Yang network's shape: hidden layer on 'left', readout on 'right'.</summary>
    public static NetworkSpec Pair(int inputs, int hidden)
    {
        var network = Networks.Layered(inputs, hidden);
        return network with { Populations = [network.Populations[0], network.Populations[1] with { Chip = "left" }, network.Populations[2] with { Chip = "right" }] };
    }

    /// <summary>Three chips in a row; the first also reaches the last, and both inputs the second, whose layer nobody records.</summary>
    public static NetworkSpec Chain() => new(
        [
            Networks.Input("early", 8), Networks.Lif("first", 40), Networks.Lif("second", 30) with { Chip = "b", RecordSpikes = false, RecordCadc = false },
            Networks.Input("late", 4), Networks.Lif("third", 20) with { Chip = "c" }, Networks.Li("out", 3) with { Chip = "c" },
        ],
        [Networks.Join(0, 1), Networks.Join(1, 2), Networks.Join(0, 2), Networks.Join(3, 2), Networks.Join(2, 4), Networks.Join(1, 4), Networks.Join(4, 5)]);

    public static RackConfiguration Configuration(NetworkSpec network, RackChip[] chips, ProjectionWeights[]? weights = null, int version = 1) =>
        new(version, network, chips, weights ?? Networks.Weights(network));

    /// <summary>The two-chip network with everything on.</summary>
    public static RackConfiguration PairConfiguration(int version = 1) =>
        Configuration(Pair(10, 40), Chips(Imperfections.All, "left", "right"), Networks.Weights(Pair(10, 40), version), version);

    /// <summary>The three-chip network with everything on; the chips do not stand in the order of their layers.</summary>
    public static RackConfiguration ChainConfiguration(int version = 1)
    {
        var chips = Chips(Imperfections.All, "a", "c", "b");
        return Configuration(Chain(), chips, Networks.Weights(Chain(), version), version);
    }
}
