using System.Text.Json;

namespace Bss2.Trainer.Tests.Numerics;

/// <summary>Reference vectors in <c>tests/Golden/hxtorch-spiking.json</c>.</summary>
internal static class Golden
{
    private static readonly JsonElement Root = Load();

    public static JsonElement Get(string key) => Root.GetProperty(key);

    /// <summary>A number or a nest of arrays of numbers, flattened row-major.</summary>
    public static double[] Numbers(this JsonElement element, string key) => [.. Flatten(element.GetProperty(key))];

    public static double Number(this JsonElement element, string key) => element.GetProperty(key).GetDouble();

    private static IEnumerable<double> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flatten) : [element.GetDouble()];

    private static JsonElement Load()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "Golden", "hxtorch-spiking.json");
            if (File.Exists(path))
            {
                return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            }
        }

        throw new FileNotFoundException("tests/Golden/hxtorch-spiking.json is in no folder above the test assembly; run the tests from the repository.");
    }
}
