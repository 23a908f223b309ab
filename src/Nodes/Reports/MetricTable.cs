using System.Globalization;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Reports;

/// <summary>Reads <c>metrics.csv</c>, <c>batches.csv</c> and <c>series.csv</c>: a header of column names, then numbers in invariant form or nothing. Columns are found by name; those that are missing read as not a number.</summary>
internal static class MetricTable
{
    /// <exception cref="RunRefusedException">A row has another number of columns than the header, or a cell is no number.</exception>
    public static IReadOnlyList<MetricRow> Parse(string text, string name) => Rows(text, name, row => new MetricRow(
        (int)row.Number("epoch", 0),
        row.Cell("split") ?? "train",
        (int)row.Number("batch", 0),
        row.Number("loss", double.NaN),
        row.Number("accuracy", double.NaN),
        row.Number("hiddenSpikesPerSample", double.NaN),
        row.Number("learningRate", double.NaN),
        row.Number("seconds", double.NaN)));

    /// <summary>Reads <c>series.csv</c>.</summary>
    /// <exception cref="RunRefusedException">As <see cref="Parse"/>.</exception>
    public static IReadOnlyList<SeriesRow> ParseSeries(string text, string name) => Rows(text, name, row => new SeriesRow(
        (int)row.Number("epoch", 0),
        row.Cell("batch") is { Length: > 0 } ? (int)row.Number("batch", 0) : null,
        row.Cell("name") ?? "",
        row.Number("value", double.NaN)));

    private static List<T> Rows<T>(string text, string name, Func<TableRow, T> read)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var rows = new List<T>();
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

            rows.Add(read(new TableRow(header, cells, name, k + 1)));
        }

        return rows;
    }

    private sealed record TableRow(string[] Header, string[] Cells, string File, int Line)
    {
        public string? Cell(string column)
        {
            var index = Array.IndexOf(Header, column);
            return index < 0 ? null : Cells[index];
        }

        public double Number(string column, double missing)
        {
            var cell = Cell(column);
            return string.IsNullOrEmpty(cell) ? missing
                : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
                : throw new RunRefusedException($"{File}, line {Line}: '{cell}' in column {column} is no number; restore the file or train anew.");
        }
    }
}
