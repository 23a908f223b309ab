using Bss2.Trainer.Training;

namespace Bss2.Nodes.Commands;

/// <summary>Backends as they are typed.</summary>
internal static class BackendNames
{
    public static string Of(Backend backend) => backend == Backend.Chip ? "chip" : "model";

    /// <summary>Null where the text names no backend.</summary>
    public static Backend? Parse(string text) => text switch { "chip" => Backend.Chip, "model" => Backend.Model, _ => null };
}
