using System.Text.Json;

namespace Bss2.Trainer.Tests.Data;

/// <summary>Images that Pillow resized, in <c>tests/Golden/pillow-resize.json</c>.</summary>
internal static class PillowGolden
{
    private static readonly JsonElement Root = Load();

    public static IEnumerable<JsonElement> Cases => Root.GetProperty("cases").EnumerateArray();

    public static string Text(string key) => Root.GetProperty(key).GetString()!;

    public static byte[] Bytes(this JsonElement element, string key) => [.. element.GetProperty(key).EnumerateArray().Select(v => v.GetByte())];

    public static int Whole(this JsonElement element, string key) => element.GetProperty(key).GetInt32();

    private static JsonElement Load()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "Golden", "pillow-resize.json");
            if (File.Exists(path))
            {
                return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            }
        }

        throw new FileNotFoundException("tests/Golden/pillow-resize.json is in no folder above the test assembly; run the tests from the repository.");
    }
}
