using System.Net;

namespace Bss2.Nodes.Operations;

/// <summary>How a process shows itself to whoever looks after it.</summary>
/// <param name="Http">Where health and metrics are served, or null for nowhere.</param>
/// <param name="JsonLog">Whether the log is one JSON object for each event, instead of a line for people.</param>
/// <param name="Collector">Where metrics are sent by OTLP over HTTP, or null for nowhere.</param>
internal sealed record OperationsOptions(IPEndPoint? Http = null, bool JsonLog = false, Uri? Collector = null);
