using System.Text.Json;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Perceptron;

/// <summary>A traced inference as JSON.</summary>
internal static class TraceFile
{
    private const string Format = "bss2-inference-trace";
    private const int Version = 1;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Write(string path, IReadOnlyList<TracedOperation> operations) =>
        WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new Content(Format, Version, [.. operations]), Json), File.Create);

    /// <exception cref="InvalidDataException">Not a trace, or of another version.</exception>
    public static TracedOperation[] Read(string path)
    {
        Content? content;
        try
        {
            content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Json);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} is no inference trace: {fault.Message} Record it again with an InferenceTracer.", fault);
        }

        return content is { Format: Format, Version: Version, Operations: { } operations }
            ? operations
            : throw new InvalidDataException($"{path} has the format '{content?.Format}', version {content?.Version}; permitted: '{Format}', version {Version}. Record it again with an InferenceTracer.");
    }

    private sealed record Content(string Format, int Version, TracedOperation[] Operations);
}
