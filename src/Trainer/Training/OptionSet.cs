using System.Globalization;

namespace Bss2.Trainer.Training;

/// <summary>The options of one experiment with their values. Setting a wrong one throws nothing: faults are collected, so that all are reported at once.</summary>
public sealed class OptionSet
{
    private readonly Dictionary<string, OptionSpec> _specs;
    private readonly Dictionary<string, object> _values;
    private readonly List<string> _faults = [];

    public OptionSet(IEnumerable<OptionSpec> specs)
    {
        Specs = [.. specs];
        _specs = Specs.ToDictionary(s => s.Key, StringComparer.Ordinal);
        _values = Specs.ToDictionary(s => s.Key, s => s.Default, StringComparer.Ordinal);
    }

    /// <summary>In the order of printing.</summary>
    public IReadOnlyList<OptionSpec> Specs { get; }

    /// <summary>What was wrong so far, each with actual and permitted values.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public long Whole(string key) => (long)_values[key];

    public double Number(string key) => (double)_values[key];

    public string Text(string key) => (string)_values[key];

    public bool Flag(string key) => (bool)_values[key];

    /// <summary>The value as it is written to <c>config.yaml</c>.</summary>
    public string Format(string key) => _values[key] switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Sets one option from text; <paramref name="origin"/> says where the text stands (file and line, or the command line).</summary>
    public void Set(string key, string text, string origin)
    {
        if (!_specs.TryGetValue(key, out var spec))
        {
            _faults.Add($"{origin}: there is no option '{key}'; the options are {string.Join(", ", Specs.Select(s => s.Key))}.");
            return;
        }

        var value = Parse(spec, text);
        if (value is null)
        {
            _faults.Add($"{origin}: option '{key}' is '{text}'; permitted: {Permitted(spec)}.");
            return;
        }

        _values[key] = value;
    }

    /// <summary>Adds a fault found by checks across several options.</summary>
    public void AddFault(string fault) => _faults.Add(fault);

    private static object? Parse(OptionSpec spec, string text)
    {
        switch (spec.Kind)
        {
            case OptionKind.WholeNumber:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) && InRange(spec, integer) ? integer : null;
            case OptionKind.Number:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && InRange(spec, number) ? number : null;
            case OptionKind.Flag:
                return text switch { "true" => true, "false" => false, _ => null };
            default:
                return spec.Choices is null || spec.Choices.Contains(text, StringComparer.Ordinal) ? text : null;
        }
    }

    private static bool InRange(OptionSpec spec, double value) => !(value < spec.Minimum) && !(value > spec.Maximum);

    private static string Permitted(OptionSpec spec)
    {
        var kind = spec.Kind switch
        {
            OptionKind.WholeNumber => "an integer",
            OptionKind.Number => "a number",
            OptionKind.Flag => "true or false",
            _ => spec.Choices is null ? "a text" : string.Join(" | ", spec.Choices),
        };
        var from = spec.Minimum is { } minimum ? " from " + minimum.ToString(CultureInfo.InvariantCulture) : "";
        var to = spec.Maximum is { } maximum ? " up to " + maximum.ToString(CultureInfo.InvariantCulture) : "";
        return kind + from + to;
    }
}
