namespace Bss2.TestKit.Broker;

/// <summary>A private broker did not start. The text holds what it printed.</summary>
public sealed class BrokerStartException(string message) : Exception(message);
