namespace Bss2.Trainer.Training;

/// <summary>The pictures' data in <c>snapshot.npz</c>; names as in <see cref="Snapshot"/>, camelCase.</summary>
public static class SnapshotFile
{
    private const string ScoresName = "testScores";
    private const string LabelsName = "testLabels";
    private const string HiddenName = "testHidden";

    private const string MapEpochsName = "mapEpochs";
    private const string MapScoresName = "mapScores";

    private static readonly string[] Names =
    [
        "epoch", "gridScores", "exampleFeatures", "exampleLabel", "inputTimesMicroseconds", "inputChannels", "hiddenTimesMicroseconds", "hiddenNeurons",
        "readoutTimesMicroseconds", "readoutTraces", ScoresName, LabelsName, HiddenName, MapEpochsName, MapScoresName,
    ];

    public static byte[] Encode(Snapshot s)
    {
        var classes = s.GridWidth == 0 ? 0 : s.GridScores.Length / (s.GridWidth * s.GridWidth);
        var rows = s.ReadoutTimesMicroseconds.Length;
        IEnumerable<NpyArray> arrays =
        [
            NpyArray.Of("epoch", [s.Epoch]),
            NpyArray.Of("gridScores", s.GridScores, s.GridWidth, s.GridWidth, classes),
            NpyArray.Of("exampleFeatures", s.ExampleFeatures, s.ExampleFeatures.Length),
            NpyArray.Of("exampleLabel", [s.ExampleLabel]),
            NpyArray.Of("inputTimesMicroseconds", s.InputTimesMicroseconds, s.InputTimesMicroseconds.Length),
            NpyArray.Of("inputChannels", s.InputChannels, s.InputChannels.Length),
            NpyArray.Of("hiddenTimesMicroseconds", s.HiddenTimesMicroseconds, s.HiddenTimesMicroseconds.Length),
            NpyArray.Of("hiddenNeurons", s.HiddenNeurons, s.HiddenNeurons.Length),
            NpyArray.Of("readoutTimesMicroseconds", s.ReadoutTimesMicroseconds, rows),
            NpyArray.Of("readoutTraces", s.ReadoutTraces, rows, rows == 0 ? 0 : s.ReadoutTraces.Length / rows),
        ];
        var further = s.Further.ToArray();
        if (further.FirstOrDefault(a => Names.Contains(a.Name) || further.Count(b => b.Name == a.Name) > 1) is { } clash)
        {
            throw new ArgumentException($"Two arrays of a snapshot are named '{clash.Name}'; a model's own must differ from each other and from {string.Join(", ", Names)}.", nameof(s));
        }

        return NpzArchive.Encode([.. arrays, .. Outputs(s), .. Maps(s), .. further]);
    }

    /// <exception cref="InvalidDataException">Not a snapshot.</exception>
    public static Snapshot Decode(byte[] bytes)
    {
        var arrays = NpzArchive.Decode(bytes);
        NpyArray Get(string name) => arrays.TryGetValue(name, out var array) ? array : throw new InvalidDataException($"The snapshot lacks '{name}'.");
        var grid = Get("gridScores");
        return new Snapshot(
            Get("epoch").Integers()[0],
            grid.Shape[0],
            grid.Singles(),
            Get("exampleFeatures").Doubles(),
            Get("exampleLabel").Integers()[0],
            Get("inputTimesMicroseconds").Doubles(),
            Get("inputChannels").Integers(),
            Get("hiddenTimesMicroseconds").Doubles(),
            Get("hiddenNeurons").Integers(),
            Get("readoutTimesMicroseconds").Doubles(),
            Get("readoutTraces").Singles())
        {
            TestScores = arrays.GetValueOrDefault(ScoresName)?.Doubles() ?? [],
            TestLabels = arrays.GetValueOrDefault(LabelsName)?.Integers() ?? [],
            TestHidden = arrays.GetValueOrDefault(HiddenName)?.Doubles() ?? [],
            MapEpochs = arrays.GetValueOrDefault(MapEpochsName)?.Integers() ?? [],
            MapScores = arrays.GetValueOrDefault(MapScoresName)?.Singles() ?? [],
            Further = [.. arrays.Values.Where(a => !Names.Contains(a.Name))],
        };
    }

    private static IEnumerable<NpyArray> Maps(Snapshot s)
    {
        var maps = s.MapEpochs.Length;
        return maps == 0
            ? []
            : [NpyArray.Of(MapEpochsName, s.MapEpochs, maps), NpyArray.Of(MapScoresName, s.MapScores, maps, s.GridWidth, s.GridWidth, s.MapScores.Length / (maps * s.GridWidth * s.GridWidth))];
    }

    /// <summary>[sample, …] of the whole pass, where the snapshot has them.</summary>
    private static IEnumerable<NpyArray> Outputs(Snapshot s)
    {
        var samples = s.TestLabels.Length;
        if (samples == 0)
        {
            yield break;
        }

        yield return NpyArray.Of(ScoresName, s.TestScores, samples, s.TestScores.Length / samples);
        yield return NpyArray.Of(LabelsName, s.TestLabels, samples);
        if (s.TestHidden.Length > 0)
        {
            yield return NpyArray.Of(HiddenName, s.TestHidden, samples, s.TestHidden.Length / samples);
        }
    }
}
