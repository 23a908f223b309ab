using System.Text.Json;
using Bss2.Nodes.Operations;
using LogLevel = Bss2.Nodes.Commands.LogLevel;

namespace Bss2.Nodes.Tests.Operations;

public sealed class ProcessLogTests : IDisposable
{
    private readonly StringWriter _output = new();

    private string[] Lines => _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => _output.Dispose();

    [Fact]
    public void An_event_is_a_json_object_with_named_fields_on_one_line()
    {
        using var log = new ProcessLog("node-1", json: true, _output, LogLevel.Info);
        log.NodeJoined("node-1", "amqp://broker:5672/", 8, 4, 1);
        log.BlockFailed("t-1", "3.7", "row 300 is outside\n0..255");

        using var joined = JsonDocument.Parse(Lines[0]);
        var fields = joined.RootElement.GetProperty("State");
        Assert.Equal(2, Lines.Length);
        Assert.Equal("node-1", joined.RootElement.GetProperty("Category").GetString());
        Assert.Equal("Information", joined.RootElement.GetProperty("LogLevel").GetString());
        Assert.Equal(1, joined.RootElement.GetProperty("EventId").GetInt32());
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z$", joined.RootElement.GetProperty("Timestamp").GetString());
        Assert.Equal("node-1", fields.GetProperty("Node").GetString());
        Assert.Equal(8, fields.GetProperty("Cores").GetInt32());
        using var failed = JsonDocument.Parse(Lines[1]);
        Assert.Equal("row 300 is outside\n0..255", failed.RootElement.GetProperty("State").GetProperty("Reason").GetString());
    }

    [Fact]
    public void A_line_for_people_has_time_severity_and_event()
    {
        using var log = new ProcessLog("node-1", json: false, _output, LogLevel.Info);
        log.BrokerBack();
        log.BrokerLost("connection reset");
        log.BrokerAbandoned("connection refused");

        Assert.Collection(
            Lines,
            l => Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}Z The broker is back$", l),
            l => Assert.EndsWith("Z Warning: The broker is out of reach: connection reset", l, StringComparison.Ordinal),
            l => Assert.EndsWith("Z Error: The broker did not come back: connection refused", l, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LogLevel.Debug, 4)]
    [InlineData(LogLevel.Info, 3)]
    [InlineData(LogLevel.Warning, 2)]
    [InlineData(LogLevel.Error, 1)]
    internal void The_level_decides_what_is_written(LogLevel level, int lines)
    {
        using var log = new ProcessLog("node-1", json: true, _output, level);
        log.BlockDone("t-1", "3.7", 0.01, 0.001, redelivered: false);
        log.BrokerBack();
        log.BrokerLost("gone");
        log.BrokerAbandoned("gone");

        Assert.Equal(lines, Lines.Length);
    }
}
