using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Training;

/// <summary>Parameters in <c>weights.npz</c>, under their names, each in its own precision.</summary>
public static class WeightsFile
{
    public static byte[] Encode(IReadOnlyList<Parameter> parameters, Array[] values) =>
        NpzArchive.Encode(parameters.Select((p, k) => values[k] switch
        {
            double[] wide => NpyArray.Of(p.Name, wide, p.Shape),
            var single => NpyArray.Of(p.Name, (float[])single, p.Shape),
        }));

    /// <summary>Reads the weights of a run into a model's parameters; all or none.</summary>
    /// <exception cref="RunRefusedException">The file is damaged or does not fit the model.</exception>
    public static void Load(RunFolder folder, IReadOnlyList<Parameter> parameters)
    {
        var bytes = folder.Read(RunFolder.WeightsFile);
        try
        {
            var arrays = NpzArchive.Decode(bytes);
            var values = parameters.Select(p => ValuesOf(arrays, p)).ToArray();
            for (var k = 0; k < values.Length; k++)
            {
                values[k].CopyTo(parameters[k].Elements, 0);
            }
        }
        catch (InvalidDataException damage)
        {
            throw new RunRefusedException($"{folder.FileOf(RunFolder.WeightsFile)} does not hold this model's weights: {damage.Message} Restore the file or train anew.", damage);
        }
    }

    private static Array ValuesOf(IReadOnlyDictionary<string, NpyArray> arrays, Parameter parameter)
    {
        if (!arrays.TryGetValue(parameter.Name, out var array))
        {
            throw new InvalidDataException($"There is no array '{parameter.Name}'; the file holds {string.Join(", ", arrays.Keys)}.");
        }

        return array.Shape.AsSpan().SequenceEqual(parameter.Shape)
            ? parameter is Parameter<double> ? array.Doubles() : array.Singles()
            : throw new InvalidDataException($"'{parameter.Name}' has shape [{string.Join(", ", array.Shape)}]; the model's is [{string.Join(", ", parameter.Shape)}].");
    }
}
