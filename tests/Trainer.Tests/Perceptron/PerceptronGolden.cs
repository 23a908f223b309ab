using System.Text.Json;
using Bss2.Trainer.Tests.FrontEnd;

namespace Bss2.Trainer.Tests.Perceptron;

/// <summary>Reference vectors in <c>tests/Golden/hxtorch-perceptron.json</c>.</summary>
internal static class PerceptronGolden
{
    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllText(Repository.File("tests", "Golden", "hxtorch-perceptron.json"))).RootElement;

    public static JsonElement Get(string key) => Root.GetProperty(key);

    /// <summary>A number or a nest of arrays of numbers, flattened row-major.</summary>
    public static float[] Numbers(this JsonElement element, string key) => [.. Flatten(element.GetProperty(key)).Select(x => (float)x)];

    public static double Number(this JsonElement element, string key) => element.GetProperty(key).GetDouble();

    private static IEnumerable<double> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flatten) : [element.GetDouble()];
}
