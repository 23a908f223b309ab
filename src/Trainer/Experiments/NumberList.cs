using System.Globalization;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>Options that hold several numbers: commas between them.</summary>
internal static class NumberList
{
    /// <summary>The numbers, each within the bounds; empty with a fault added where one is not.</summary>
    public static double[] Parse(OptionSet options, string key, string text, double minimum, double maximum)
    {
        var words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var values = new double[words.Length];
        for (var k = 0; k < words.Length; k++)
        {
            if (!double.TryParse(words[k], NumberStyles.Float, CultureInfo.InvariantCulture, out values[k]) || !(values[k] >= minimum && values[k] <= maximum))
            {
                options.AddFault(FormattableString.Invariant($"Option '{key}' holds '{words[k]}'; permitted: numbers from {minimum} up to {maximum} with commas between."));
                return [];
            }
        }

        return values;
    }

    /// <summary>One number for each layer; a single one stands for all.</summary>
    public static double[] ForLayers(OptionSet options, string key, int layers, double minimum, double maximum)
    {
        var before = options.Faults.Count;
        var values = Parse(options, key, options.Text(key), minimum, maximum);
        if (options.Faults.Count > before || layers == 0)
        {
            return [];
        }

        if (values.Length == 1)
        {
            return [.. Enumerable.Repeat(values[0], layers)];
        }

        if (values.Length != layers)
        {
            options.AddFault($"Option '{key}' is '{options.Text(key)}', {values.Length} numbers; permitted: {layers}, one for each layer of 'layers', or one for all.");
            return [];
        }

        return values;
    }
}
