using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>Initial parameters from a file that the user names.</summary>
internal static class InitialParameters
{
    /// <summary>Reads an npz file into float64 parameters; nothing where the option is empty. All that is wrong with the file becomes faults, and no parameter is changed then.</summary>
    public static void Load(OptionSet options, string key, IReadOnlyList<Parameter> parameters)
    {
        var path = options.Text(key);
        if (path.Length == 0)
        {
            return;
        }

        IReadOnlyDictionary<string, NpyArray> arrays;
        try
        {
            arrays = NpzArchive.Decode(File.ReadAllBytes(path));
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            options.AddFault($"Option '{key}': {path} cannot be read: {refusal.Message} Permitted: an npz file of arrays named {string.Join(", ", parameters.Select(p => p.Name))}.");
            return;
        }

        var before = options.Faults.Count;
        var values = parameters.Select(p => Values(options, key, arrays, p)).ToArray();
        if (options.Faults.Count == before)
        {
            for (var p = 0; p < values.Length; p++)
            {
                values[p].CopyTo(((Parameter<double>)parameters[p]).Values, 0);
            }
        }
    }

    private static double[] Values(OptionSet options, string key, IReadOnlyDictionary<string, NpyArray> arrays, Parameter parameter)
    {
        var shape = string.Join(", ", parameter.Shape);
        if (!arrays.TryGetValue(parameter.Name, out var array))
        {
            options.AddFault($"Option '{key}': the file has no array '{parameter.Name}' [{shape}]; it holds {string.Join(", ", arrays.Keys)}.");
            return [];
        }

        if (!array.Shape.AsSpan().SequenceEqual(parameter.Shape) || array.Type is not ("<f8" or "<f4"))
        {
            options.AddFault($"Option '{key}': '{parameter.Name}' has shape [{string.Join(", ", array.Shape)}] and type {array.Type}; permitted: [{shape}] of <f8 or <f4.");
            return [];
        }

        var values = array.Type == "<f8" ? array.Doubles() : Array.ConvertAll(array.Singles(), w => (double)w);
        var wrong = Array.FindIndex(values, w => !double.IsFinite(w));
        if (wrong >= 0)
        {
            options.AddFault($"Option '{key}': element {wrong} of '{parameter.Name}' is {values[wrong]}; permitted: finite numbers.");
        }

        return values;
    }
}
