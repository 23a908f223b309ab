using System.Globalization;
using System.Text;

namespace Bss2.Trainer.Training;

/// <summary>What <c>config.yaml</c> says: a flat list <c>key: value</c> of the experiment, the folder's format and every resolved option.</summary>
/// <param name="Experiment">Name of the built-in experiment.</param>
/// <param name="Values">Options in the order of the file.</param>
public sealed record RunConfiguration(string Experiment, IReadOnlyList<KeyValuePair<string, string>> Values)
{
    public const string ExperimentKey = "experiment";
    public const string FormatKey = "runFormat";

    /// <summary>The configuration of a task.</summary>
    public static RunConfiguration Of(TrainingTask task) =>
        new(task.Experiment, [.. task.Options.Specs.Select(s => KeyValuePair.Create(s.Key, task.Options.Format(s.Key)))]);

    /// <summary>Reads the configuration of a run folder.</summary>
    /// <exception cref="RunRefusedException">Not a configuration, or one of another format version.</exception>
    public static RunConfiguration Read(RunFolder folder)
    {
        var values = new List<KeyValuePair<string, string>>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(folder.Read(RunFolder.ConfigFile)).Split('\n'))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 1)
            {
                throw new RunRefusedException(
                    $"{folder.FileOf(RunFolder.ConfigFile)}, line {number}: '{line}' is not 'key: value' as a training writes it; restore the file or train anew in another folder.");
            }

            values.Add(KeyValuePair.Create(line[..colon], Unquote(line[(colon + 2)..])));
        }

        var format = Take(values, FormatKey);
        if (format != RunFolder.Format.ToString(CultureInfo.InvariantCulture))
        {
            throw new RunRefusedException(
                $"{folder.Path} has run format {format ?? "(none stated)"}; this version reads format {RunFolder.Format}. Use the version that wrote it, or train anew in another folder.");
        }

        var experiment = Take(values, ExperimentKey)
            ?? throw new RunRefusedException($"{folder.FileOf(RunFolder.ConfigFile)} names no experiment; restore the file or train anew in another folder.");
        return new RunConfiguration(experiment, values);
    }

    /// <summary>Writes it to a run folder.</summary>
    public void Write(RunFolder folder)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{ExperimentKey}: {Quote(Experiment)}\n");
        text.Append(CultureInfo.InvariantCulture, $"{FormatKey}: {RunFolder.Format}\n");
        foreach (var (key, value) in Values)
        {
            text.Append(CultureInfo.InvariantCulture, $"{key}: {Quote(value)}\n");
        }

        folder.Write(RunFolder.ConfigFile, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string? Take(List<KeyValuePair<string, string>> values, string key)
    {
        var index = values.FindIndex(v => v.Key == key);
        if (index < 0)
        {
            return null;
        }

        var value = values[index].Value;
        values.RemoveAt(index);
        return value;
    }

    /// <summary>A value that any YAML reader takes as the same scalar: plain where it is made of letters, digits and a few signs only, else in double quotes.</summary>
    private static string Quote(string value) =>
        value.Length > 0 && value[0] != '-' && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or '_' or '/')
        || double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? value
            : "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    private static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
        {
            return text;
        }

        var value = new StringBuilder();
        for (var k = 1; k < text.Length - 1; k++)
        {
            var c = text[k];
            if (c == '\\')
            {
                c = text[++k] == 'n' ? '\n' : text[k];
            }

            value.Append(c);
        }

        return value.ToString();
    }
}
