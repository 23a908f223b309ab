using System.Text.Json;

namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

/// <summary>Reference vectors of exact spike times: <c>tests/Golden/fastanddeep-*.json</c>, computed with 60 digits independently of this project.</summary>
internal static class SpikeTimeGolden
{
    public static JsonElement Load(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "Golden", name);
            if (File.Exists(path))
            {
                return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            }
        }

        throw new FileNotFoundException($"tests/Golden/{name} is in no folder above the test assembly; run the tests from the repository.");
    }

    /// <summary>A number or a nest of arrays of numbers, flattened row-major; null is infinity.</summary>
    public static double[] Times(this JsonElement element, string key) => [.. Flatten(element.GetProperty(key))];

    private static IEnumerable<double> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flatten)
        : [element.ValueKind == JsonValueKind.Null ? double.PositiveInfinity : element.GetDouble()];
}
