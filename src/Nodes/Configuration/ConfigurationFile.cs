using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Bss2.Nodes.Configuration;

/// <summary>A YAML file of settings: one mapping from option keys to single values. All faults of a file are found in one reading, each with its line and column.</summary>
/// <param name="Assignments">In the order of the file, each key once.</param>
/// <param name="Faults">Where the file is no such mapping.</param>
internal sealed record ConfigurationFile(IReadOnlyList<Assignment> Assignments, IReadOnlyList<string> Faults)
{
    private const string Shape = "a configuration file is one mapping of the form 'key: value', one line each";

    /// <summary>Reads a file; one that cannot be opened is a fault too.</summary>
    public static ConfigurationFile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new ConfigurationFile([], [$"{path}: the configuration file cannot be read ({fault.Message.TrimEnd('.')}); name an existing YAML file."]);
        }
    }

    /// <summary>Reads the text of a file; <paramref name="name"/> is used in messages.</summary>
    public static ConfigurationFile Parse(string text, string name)
    {
        var assignments = new List<Assignment>();
        var faults = new List<string>();
        try
        {
            using var reader = new StringReader(text);
            ReadDocument(new Parser(reader), name, assignments, faults);
        }
        catch (YamlException fault)
        {
            var noticed = fault.End.Line > fault.Start.Line ? $" (noticed on line {fault.End.Line}, column {fault.End.Column})" : "";
            faults.Add($"{Place(name, fault.Start)}: this is not YAML: {Reason(fault)}{noticed}; {Shape}.");
        }

        return new ConfigurationFile(assignments, faults);
    }

    private static void ReadDocument(Parser parser, string name, List<Assignment> assignments, List<string> faults)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            return;
        }

        parser.Consume<DocumentStart>();
        if (parser.TryConsume<MappingStart>(out _))
        {
            ReadMapping(parser, name, assignments, faults);
        }
        else if (!(parser.Accept<Scalar>(out var scalar) && scalar.Value.Length == 0))
        {
            faults.Add($"{Place(name, parser.Current!.Start)}: there is {Kind(parser.Current)} instead of settings; {Shape}.");
            parser.SkipThisAndNestedEvents();
        }
        else
        {
            parser.MoveNext();
        }

        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
        {
            faults.Add($"{Place(name, second.Start)}: a second document begins; {Shape}.");
        }
    }

    private static void ReadMapping(Parser parser, string name, List<Assignment> assignments, List<string> faults)
    {
        var places = new Dictionary<string, Mark>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
            {
                faults.Add($"{Place(name, parser.Current!.Start)}: there is {Kind(parser.Current)} where a key should be; {Shape}.");
                parser.SkipThisAndNestedEvents();
                parser.SkipThisAndNestedEvents();
                continue;
            }

            var twice = places.TryGetValue(key.Value, out var first);
            if (twice)
            {
                faults.Add($"{Place(name, key.Start)}: key '{key.Value}' was set before on line {first.Line}; keep one of the two.");
            }
            else
            {
                places.Add(key.Value, key.Start);
            }

            if (!parser.TryConsume<Scalar>(out var value))
            {
                faults.Add($"{Place(name, parser.Current!.Start)}: the value of '{key.Value}' is {Kind(parser.Current)}; permitted: a single value.");
                parser.SkipThisAndNestedEvents();
            }
            else if (!twice)
            {
                assignments.Add(new Assignment(key.Value, value.Value, Place(name, value.Start)));
            }
        }
    }

    private static string Place(string name, Mark mark) => $"{name}, line {mark.Line}, column {mark.Column}";

    private static string Kind(ParsingEvent? found) => found switch
    {
        SequenceStart => "a list",
        MappingStart => "a mapping",
        AnchorAlias => "an alias",
        Scalar => "a single value",
        _ => "something else",
    };

    // The parser's message begins with its own form of the place.
    private static string Reason(YamlException fault)
    {
        var text = fault.Message;
        var end = text.IndexOf("): ", StringComparison.Ordinal);
        text = (text.StartsWith('(') && end > 0 ? text[(end + 3)..] : text).Trim().TrimEnd('.');
        return text.Length == 0 ? "the text breaks off" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
