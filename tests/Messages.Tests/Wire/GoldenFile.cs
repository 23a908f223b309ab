using System.Text.Json;

namespace Bss2.Messages.Tests.Wire;

/// <summary>Bytes of each message version, and what an independent MessagePack library reads in them.</summary>
/// <param name="Hex">The bytes.</param>
/// <param name="Content">Their content: <c>bin</c> as <c>{"bin": hex}</c>, maps with their keys as text.</param>
internal sealed record GoldenFile(string Hex, JsonElement Content)
{
    public static IReadOnlyDictionary<string, GoldenFile> ByName { get; } = Load();

    public byte[] Bytes => Convert.FromHexString(Hex);

    private static Dictionary<string, GoldenFile> Load()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "wire", "messages.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.GetProperty("messages").EnumerateObject().ToDictionary(
            entry => entry.Name,
            entry => new GoldenFile(entry.Value.GetProperty("hex").GetString()!, entry.Value.GetProperty("content").Clone()));
    }
}
