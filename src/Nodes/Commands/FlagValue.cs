using System.CommandLine;
using System.Globalization;

namespace Bss2.Nodes.Commands;

/// <summary>The text of a flag or of the variable that stands in for it, with the name under which it is spoken of in faults.</summary>
internal sealed record FlagValue(string Text, string Origin)
{
    /// <summary>What was typed, else what the environment says, else null. A flag whose form is wrong counts as not given: that is a fault already.</summary>
    public static FlagValue? Of(ParseResult parsed, Option<string> flag, Func<string, string?> environment, string? variable = null)
    {
        if (parsed.GetResult(flag) is { } result)
        {
            return result.Tokens is [var only] ? new FlagValue(only.Value, flag.Name) : null;
        }

        return variable is not null && environment(variable) is { Length: > 0 } text ? new FlagValue(text, variable) : null;
    }

    /// <summary>A whole number, or the default with one more fault where it is none of those permitted.</summary>
    public static int Number(FlagValue? value, int least, int most, int otherwise, string unit, List<string> faults)
    {
        if (value is null)
        {
            return otherwise;
        }

        if (int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        faults.Add($"{value.Origin} is '{value.Text}'; permitted: a whole number from {least} to {most}{unit}.");
        return otherwise;
    }
}
