using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Bss2.Nodes.Operations;

/// <summary>One instrument in the text format of Prometheus 0.0.4: its name there, and what was measured for each set of labels. Not safe for threads.</summary>
internal sealed class MetricFamily
{
    private static readonly double[] DefaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly SortedDictionary<string, Point> _points = new(StringComparer.Ordinal);
    private readonly double[] _buckets;
    private readonly Form _form;
    private readonly string _help;

    public MetricFamily(Instrument instrument)
    {
        var kind = instrument.GetType();
        var generic = kind.IsGenericType ? kind.GetGenericTypeDefinition() : kind;
        _form = generic == typeof(Counter<>) || generic == typeof(ObservableCounter<>) ? Form.Counter
            : generic == typeof(Histogram<>) ? Form.Histogram
            : Form.Gauge;
        Accumulates = generic == typeof(Counter<>) || generic == typeof(UpDownCounter<>);
        IsObservable = instrument.IsObservable;
        Name = NameOf(instrument.Name, instrument.Unit, _form == Form.Counter);
        _help = instrument.Description ?? "";
        _buckets = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? DefaultBuckets;
        if (!IsObservable && instrument.Meter.Name == NodeMeter.MeterName && _form != Form.Gauge)
        {
            // Ours have no labels: they are there with zero before anything happens, so that rates begin at the first event.
            PointOf("");
        }
    }

    private enum Form
    {
        Counter,
        Gauge,
        Histogram,
    }

    /// <summary>Name in the text format.</summary>
    public string Name { get; }

    /// <summary>Whether values are told when somebody asks, all of them each time.</summary>
    public bool IsObservable { get; }

    private bool Accumulates { get; }

    /// <summary>Forgets all values of an observable instrument, before they are asked for.</summary>
    public void Clear() => _points.Clear();

    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var point = PointOf(LabelsOf(tags));
        if (_form == Form.Histogram)
        {
            point.Count++;
            point.Value += value;
            var bucket = Array.FindIndex(_buckets, edge => value <= edge);
            if (bucket >= 0)
            {
                point.Buckets[bucket]++;
            }
        }
        else
        {
            point.Value = Accumulates ? point.Value + value : value;
        }
    }

    /// <summary>Appends the family, or nothing where nothing was measured.</summary>
    public void Write(StringBuilder text)
    {
        if (_points.Count == 0)
        {
            return;
        }

        text.Append("# HELP ").Append(Name).Append(' ').Append(_help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(_form switch { Form.Counter => "counter", Form.Gauge => "gauge", _ => "histogram" }).Append('\n');
        foreach (var (labels, point) in _points)
        {
            if (_form == Form.Histogram)
            {
                WriteHistogram(text, labels, point);
            }
            else
            {
                Line(text, "", labels, Number(point.Value));
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string labels, Point point)
    {
        long sum = 0;
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            sum += point.Buckets[bucket];
            Line(text, "_bucket", Joined(labels, $"le=\"{Number(_buckets[bucket])}\""), Number(sum));
        }

        Line(text, "_bucket", Joined(labels, "le=\"+Inf\""), Number(point.Count));
        Line(text, "_sum", labels, Number(point.Value));
        Line(text, "_count", labels, Number(point.Count));
    }

    private void Line(StringBuilder text, string suffix, string labels, string value)
    {
        text.Append(Name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private Point PointOf(string labels)
    {
        if (!_points.TryGetValue(labels, out var point))
        {
            _points.Add(labels, point = new Point(_form == Form.Histogram ? _buckets.Length : 0));
        }

        return point;
    }

    private static string Joined(string labels, string more) => labels.Length == 0 ? more : $"{labels},{more}";

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            var shown = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels[Cleaned(key)] = shown.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        }

        return string.Join(',', labels.Select(l => $"{l.Key}=\"{l.Value}\""));
    }

    private static string NameOf(string name, string? unit, bool counter)
    {
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var full = Cleaned(name);
        full = full.EndsWith(suffix, StringComparison.Ordinal) ? full : full + suffix;
        return counter && !full.EndsWith("_total", StringComparison.Ordinal) ? full + "_total" : full;
    }

    private static string Cleaned(string name)
    {
        var cleaned = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        return char.IsAsciiDigit(cleaned[0]) ? "_" + cleaned : cleaned;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private sealed class Point(int buckets)
    {
        public double Value { get; set; }

        public long Count { get; set; }

        public long[] Buckets { get; } = new long[buckets];
    }
}
