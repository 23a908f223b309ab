namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Where a broker is and how to speak to it.</summary>
public sealed record BrokerOptions
{
    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Port, 1..65535; 5672 without TLS and 5671 with it are usual.</summary>
    public required int Port { get; init; }

    /// <summary>Virtual host.</summary>
    public string VirtualHost { get; init; } = "/";

    /// <summary>Who asks.</summary>
    public required BrokerCredentials Credentials { get; init; }

    /// <summary>TLS, or null for an open connection.</summary>
    public BrokerTls? Tls { get; init; }

    /// <summary>A peer that is silent for about three of these is given up, on both sides; whole seconds, 1..60.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a lost broker is sought before <see cref="NetworkAbandoned"/>.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Larger messages are refused unread.</summary>
    public int MaximumMessageBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Refuses values that cannot work, all at once.</summary>
    /// <exception cref="ArgumentException">There are some.</exception>
    internal void Validate()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(Host))
            faults.Add("the host is blank");
        if (Port is < 1 or > ushort.MaxValue)
            faults.Add($"port {Port} is outside 1..{ushort.MaxValue}");
        if (Heartbeat < TimeSpan.FromSeconds(1) || Heartbeat > TimeSpan.FromMinutes(1) || Heartbeat.Ticks % TimeSpan.TicksPerSecond != 0)
            faults.Add($"a heartbeat of {Heartbeat.TotalSeconds} s is not a whole number of seconds in 1..60");
        if (Patience < TimeSpan.Zero)
            faults.Add($"a patience of {Patience.TotalSeconds} s is negative");
        if (MaximumMessageBytes < 1)
            faults.Add($"a limit of {MaximumMessageBytes} bytes lets no message through; give 1 or more");
        if (faults.Count > 0)
            throw new ArgumentException($"The broker {this} cannot be used: {string.Join("; ", faults)}.");
    }

    /// <summary>The broker for people: no credentials in it.</summary>
    public override string ToString() => $"{(Tls is null ? "amqp" : "amqps")}://{Host}:{Port}/{(VirtualHost == "/" ? "" : VirtualHost)}";
}

/// <summary>User and password. Its text shows neither.</summary>
public sealed record BrokerCredentials(string User, string Password)
{
    public override string ToString() => "(credentials)";
}

/// <summary>How the broker is verified, and who vouches for this client. Files are PEM.</summary>
/// <param name="ServerName">Name that the server's certificate must carry.</param>
/// <param name="AuthorityFile">Certificates that are trusted instead of the system's, or null.</param>
/// <param name="CertificateFile">The client's certificate, or null.</param>
/// <param name="KeyFile">The client's private key, or null where the certificate file holds it.</param>
public sealed record BrokerTls(string ServerName, string? AuthorityFile = null, string? CertificateFile = null, string? KeyFile = null);
