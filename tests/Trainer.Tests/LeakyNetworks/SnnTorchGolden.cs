using System.Numerics;
using System.Text.Json;
using Bss2.Trainer.LeakyNetworks;

namespace Bss2.Trainer.Tests.LeakyNetworks;

/// <summary>Reference vectors in <c>tests/Golden/snntorch.json</c>: float64, computed in numpy independently of this project and checked against snnTorch 0.9.4.</summary>
internal static class SnnTorchGolden
{
    private static readonly JsonElement Root = Load();

    public static JsonElement Get(string key) => Root.GetProperty(key);

    /// <summary>A nest of arrays of numbers (or of true and false), flattened row-major.</summary>
    public static double[] Flat(this JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(e => e.Flat())],
            JsonValueKind.True => [1],
            JsonValueKind.False => [0],
            _ => [element.GetDouble()],
        };

    public static double[] Flat(this JsonElement element, string key) => element.GetProperty(key).Flat();

    /// <summary>An array of rank 3, or of rank 2 with a time axis of length 1 put before it.</summary>
    public static Series<T> Series<T>(this JsonElement element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var three = element[0][0].ValueKind == JsonValueKind.Array;
        var (samples, neurons) = three ? (element[0].GetArrayLength(), element[0][0].GetArrayLength()) : (element.GetArrayLength(), element[0].GetArrayLength());
        return new Series<T>(three ? element.GetArrayLength() : 1, samples, neurons, [.. element.Flat().Select(T.CreateTruncating)]);
    }

    public static T[] Of<T>(IEnumerable<double> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(T.CreateTruncating)];

    /// <summary>1e-10 in float64 and 1e-5 in float32, of the value or, for values below 1, of 1.</summary>
    public static void AssertClose<T>(IEnumerable<double> expected, IEnumerable<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tolerance = typeof(T) == typeof(double) ? 1e-10 : 1e-5;
        var (e, a) = (expected.ToArray(), actual.Select(double.CreateTruncating).ToArray());
        Assert.Equal(e.Length, a.Length);
        Assert.All(e.Zip(a), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= tolerance * Math.Max(1, Math.Abs(pair.First)), $"expected {pair.First:R}, found {pair.Second:R}"));
    }

    private static JsonElement Load()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "Golden", "snntorch.json");
            if (File.Exists(path))
            {
                return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            }
        }

        throw new FileNotFoundException("tests/Golden/snntorch.json is in no folder above the test assembly; run the tests from the repository.");
    }
}
