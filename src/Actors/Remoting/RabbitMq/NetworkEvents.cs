namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Event to subscribers of any topic: the broker is out of reach. Messages sent meanwhile wait, up to a bound.</summary>
public sealed record NetworkLost(string Reason);

/// <summary>Event to subscribers of any topic: the broker is back; all queues and consumers are again in place. What lay in transient queues is lost: whoever misses an answer asks again.</summary>
public sealed record NetworkRestored;

/// <summary>Event to subscribers of any topic: the broker did not come back within <see cref="BrokerOptions.Patience"/>; nothing more will arrive.</summary>
public sealed record NetworkAbandoned(string Reason);
