namespace Bss2.Trainer.Training;

/// <summary>Type of an option's value.</summary>
public enum OptionKind
{
    WholeNumber = 0,
    Number = 1,
    Text = 2,
    Flag = 3,
}

/// <summary>One setting of an experiment: what <c>--set key=value</c>, the YAML file and <c>config.yaml</c> name.</summary>
/// <param name="Key">camelCase, unique, e.g. <c>learningRate</c>.</param>
/// <param name="Kind">Type of the value.</param>
/// <param name="Default">Default: long, double, string or bool.</param>
/// <param name="Description">One line for people, with the unit.</param>
/// <param name="Minimum">Smallest permitted number, inclusive, or null.</param>
/// <param name="Maximum">Largest permitted number, inclusive, or null.</param>
/// <param name="Choices">Permitted texts, or null for any.</param>
public sealed record OptionSpec(
    string Key, OptionKind Kind, object Default, string Description, double? Minimum = null, double? Maximum = null, string[]? Choices = null)
{
    /// <summary>Whether the value decides results. False for what only says how fast or how long: such options may change on resuming.</summary>
    public bool DecidesResults { get; init; } = true;
}
