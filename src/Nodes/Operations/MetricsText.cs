using System.Diagnostics.Metrics;
using System.Text;

namespace Bss2.Nodes.Operations;

/// <summary>
/// What one meter and the .NET runtime of this process measure, as a page that Prometheus reads (text format 0.0.4). Listens from its creation; may be used from any thread.
/// </summary>
internal sealed class MetricsText : IDisposable
{
    /// <summary>Media type of the page.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const string RuntimeMeter = "System.Runtime";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <param name="own">The meter whose instruments are shown; another meter of the same name, of another node in the same process, is not.</param>
    public MetricsText(Meter own)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == own || instrument.Meter.Name == RuntimeMeter)
            {
                listener.EnableMeasurementEvents(instrument, Family(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Take(family, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Take(family, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Take(family, value, tags));
        _listener.Start();
    }

    /// <summary>The page as of now.</summary>
    public string Render()
    {
        lock (_gate)
        {
            foreach (var family in _families.Values.Where(f => f.IsObservable))
            {
                family.Clear();
            }

            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var family in _families.Values)
            {
                family.Write(text);
            }

            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private MetricFamily Family(Instrument instrument)
    {
        var family = new MetricFamily(instrument);
        lock (_gate)
        {
            return _families.TryGetValue(family.Name, out var known) ? known : _families[family.Name] = family;
        }
    }

    private void Take(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            ((MetricFamily)family!).Take(value, tags);
        }
    }
}
