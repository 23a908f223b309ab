namespace Bss2.Trainer.Training;

/// <summary>The pictures' data in <c>snapshot.npz</c>; names as in <see cref="Snapshot"/>, camelCase.</summary>
public static class SnapshotFile
{
    public static byte[] Encode(Snapshot s)
    {
        var classes = s.GridWidth == 0 ? 0 : s.GridScores.Length / (s.GridWidth * s.GridWidth);
        var rows = s.ReadoutTimesMicroseconds.Length;
        return NpzArchive.Encode(
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
        ]);
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
            Get("readoutTraces").Singles());
    }
}
