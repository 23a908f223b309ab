using System.Globalization;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Reports;

/// <summary>Reads <c>metrics.csv</c> and <c>batches.csv</c>: a header of column names, then numbers in invariant form. Columns are found by name; those that are missing read as not a number.</summary>
internal static class MetricTable
{
    /// <exception cref="RunRefusedException">A row has another number of columns than the header, or a cell is no number.</exception>
    public static IReadOnlyList<MetricRow> Parse(string text, string name)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var rows = new List<MetricRow>();
        if (lines.Length == 0)
        {
            return rows;
        }

        var header = lines[0].Split(',');
        for (var k = 1; k < lines.Length; k++)
        {
            var cells = lines[k].Split(',');
            if (cells.Length != header.Length)
            {
                throw new RunRefusedException($"{name}, line {k + 1}: there are {cells.Length} columns where the header names {header.Length}; restore the file or train anew.");
            }

            rows.Add(Row(header, cells, $"{name}, line {k + 1}"));
        }

        return rows;
    }

    private static MetricRow Row(string[] header, string[] cells, string place)
    {
        return new MetricRow(
            (int)Number("epoch", 0),
            Cell("split") ?? "train",
            (int)Number("batch", 0),
            Number("loss", double.NaN),
            Number("accuracy", double.NaN),
            Number("hiddenSpikesPerSample", double.NaN),
            Number("learningRate", double.NaN),
            Number("seconds", double.NaN));

        string? Cell(string column)
        {
            var index = Array.IndexOf(header, column);
            return index < 0 ? null : cells[index];
        }

        double Number(string column, double missing)
        {
            var cell = Cell(column);
            return string.IsNullOrEmpty(cell) ? missing
                : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
                : throw new RunRefusedException($"{place}: '{cell}' in column {column} is no number; restore the file or train anew.");
        }
    }
}
