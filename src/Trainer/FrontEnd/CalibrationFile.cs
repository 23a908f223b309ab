using System.Text.Json;
using Bss2.Messages.Experiment;

namespace Bss2.Trainer.FrontEnd;

/// <summary>
/// Named calibrations and calibration files: what the circuits of a whole experiment are calibrated to. A file is JSON, comments allowed:
/// <code>
/// { "format": "bss2-calibration", "version": 1, "targets": { "leakLsb": 80, … } }
/// </code>
/// with every field of <see cref="CircuitTargets"/> that a calibration has.
/// </summary>
public static class CalibrationFile
{
    private const string FormatName = "bss2-calibration";
    private const int Version = 1;

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly Dictionary<string, CircuitTargets> Profiles = new(StringComparer.Ordinal)
    {
        ["spiking"] = CircuitTargets.Spiking,
        ["spiking2"] = CircuitTargets.Spiking2,
    };

    /// <summary>Names that <see cref="Load"/> knows besides files.</summary>
    public static IReadOnlyCollection<string> Names => Profiles.Keys;

    /// <summary>A named calibration, or the one in a file.</summary>
    /// <exception cref="InvalidDataException">There is neither, or the file is wrong; holds all faults, one in a line.</exception>
    public static CircuitTargets Load(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        if (Profiles.TryGetValue(nameOrPath, out var profile))
        {
            return profile;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(nameOrPath), Options);
            return Read(nameOrPath, document.RootElement);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(
                $"'{nameOrPath}' is neither a named calibration ({string.Join(", ", Names)}) nor a file that can be read: {failure.Message} Correct the name or the path.", failure);
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException(
                $"Calibration file '{nameOrPath}' is no JSON: {failure.Message} Calibrations of other software cannot be read; write a file of format {FormatName}, or load one of {string.Join(", ", Names)}.", failure);
        }
    }

    private static CircuitTargets Read(string path, JsonElement root)
    {
        var faults = new List<string>();
        var targets = new CircuitTargets();
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"Calibration file '{path}' holds {Kind(root)}; permitted is an object with format, version and targets.");
        }
        else
        {
            CheckHead(path, root, faults);
            if (root.TryGetProperty("targets", out var fields) && fields.ValueKind == JsonValueKind.Object)
            {
                targets = ReadTargets(path, fields, faults);
            }
            else
            {
                faults.Add($"Calibration file '{path}' has no object 'targets'; add one with the fields {string.Join(", ", CircuitField.All.Select(f => f.Name))}.");
            }
        }

        return faults.Count == 0 ? targets : throw new InvalidDataException(string.Join(Environment.NewLine, faults));
    }

    private static void CheckHead(string path, JsonElement root, List<string> faults)
    {
        foreach (var property in root.EnumerateObject())
        {
            var fault = property.Name switch
            {
                "format" when property.Value.ValueKind == JsonValueKind.String && property.Value.ValueEquals(FormatName) => null,
                "format" => $"'format' is {property.Value.GetRawText()}, permitted is \"{FormatName}\"; check that this is a calibration file.",
                "version" when property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt32(out var version) && version == Version => null,
                "version" => $"'version' is {property.Value.GetRawText()}, permitted is {Version}; write it with this version of the software.",
                "targets" => null,
                _ => $"'{property.Name}' is unknown; permitted are format, version, targets. Remove it.",
            };
            if (fault is not null)
            {
                faults.Add($"Calibration file '{path}': {fault}");
            }
        }

        foreach (var (name, value) in new[] { ("format", $"\"{FormatName}\""), ("version", $"{Version}") })
        {
            if (!root.TryGetProperty(name, out _))
            {
                faults.Add($"Calibration file '{path}' has no '{name}'; add \"{name}\": {value}.");
            }
        }
    }

    private static CircuitTargets ReadTargets(string path, JsonElement fields, List<string> faults)
    {
        var targets = new CircuitTargets();
        var missing = CircuitField.All.ToList();
        foreach (var property in fields.EnumerateObject())
        {
            if (CircuitField.All.FirstOrDefault(f => f.Name == property.Name) is not { } field)
            {
                faults.Add($"Calibration file '{path}': field '{property.Name}' is unknown; permitted are {string.Join(", ", CircuitField.All.Select(f => f.Name))}.");
                continue;
            }

            if (!missing.Remove(field))
            {
                faults.Add($"Calibration file '{path}': field '{field.Name}' stands there twice; keep one.");
            }
            else if (property.Value.ValueKind != JsonValueKind.Number || !property.Value.TryGetDouble(out var value) || !field.Permits(value))
            {
                faults.Add($"Calibration file '{path}': field '{field.Name}' is {property.Value.GetRawText()}, permitted are {field.Permitted}; choose a value within.");
            }
            else
            {
                targets = field.With(targets, value);
            }
        }

        faults.AddRange(missing.Select(field => $"Calibration file '{path}' has no field '{field.Name}'; permitted are {field.Permitted}: a calibration says all of them."));
        if (faults.Count == 0 && targets.HoldoffMicroseconds > targets.RefractoryMicroseconds)
        {
            faults.Add(FormattableString.Invariant(
                $"Calibration file '{path}': field '{CircuitField.Holdoff.Name}' is {targets.HoldoffMicroseconds}, permitted are 0..{targets.RefractoryMicroseconds} us, the refractory time; lower it."));
        }

        return targets;
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "nothing",
    };
}
