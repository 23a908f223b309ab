namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Why a network could not be joined.</summary>
public enum BrokerFault
{
    /// <summary>Nobody answers at the address.</summary>
    Unreachable,

    /// <summary>The broker knows neither user nor password, or the user may not use the virtual host.</summary>
    CredentialsRefused,

    /// <summary>TLS failed: the server could not be verified, or a certificate could not be read.</summary>
    Tls,

    /// <summary>A node of the same name is connected.</summary>
    DuplicateName,

    /// <summary>The broker refused something else.</summary>
    Refused,
}

/// <summary>A network could not be joined; the message says why and how to mend it.</summary>
public sealed class BrokerException : Exception
{
    public BrokerException(BrokerFault fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    public BrokerFault Fault { get; }
}
