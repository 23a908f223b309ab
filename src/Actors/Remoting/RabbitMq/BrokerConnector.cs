using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Opens connections to a broker, and says in one sentence why that failed.</summary>
internal sealed class BrokerConnector
{
    private const ushort AccessRefused = 403;
    private const ushort NotAllowed = 530;

    /// <summary>
    /// The client ends a connection that brings a larger body, so that one foreign message would end it again and again: above the largest that a broker can be told
    /// to take, 512 MiB. Our own limit is applied to the message in hand.
    /// </summary>
    private const uint LargestBody = 512 * 1024 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly BrokerOptions _broker;
    private readonly ConnectionFactory _factory;
    private ServerVerification? _server;

    /// <exception cref="BrokerException">A certificate file cannot be read.</exception>
    public BrokerConnector(BrokerOptions broker, string node)
    {
        _broker = broker;
        _factory = new()
        {
            HostName = broker.Host,
            Port = broker.Port,
            VirtualHost = broker.VirtualHost,
            UserName = broker.Credentials.User,
            Password = broker.Credentials.Password,
            ClientProvidedName = node,
            RequestedHeartbeat = broker.Heartbeat,
            RequestedConnectionTimeout = ConnectTimeout,
            HandshakeContinuationTimeout = AnswerTimeout,
            ContinuationTimeout = AnswerTimeout,
            SocketReadTimeout = broker.Heartbeat * 3,
            SocketWriteTimeout = broker.Heartbeat * 3,
            MaxInboundMessageBodySize = LargestBody,
            SocketFactory = ReadAheadClient.Create,
            // Recovery is ours: the client's cannot wait for the name of a node to become free, nor repair a queue.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
        };
        if (broker.Tls is { } tls)
            _factory.Ssl = TlsOf(tls);
    }

    public Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        _server?.Begin();
        return _factory.CreateConnectionAsync(cancellation);
    }

    /// <summary>What went wrong, for people.</summary>
    public BrokerException Explain(Exception cause)
    {
        if (cause is BrokerException known)
            return known;
        var causes = Flatten(cause).ToList();
        if (_broker.Tls is { } tls && IsCutOff(causes))
            return new(BrokerFault.Tls, $"The broker {_broker} ended the connection right after TLS was set up ({causes[^1].Message.TrimEnd('.')}); {Suspicion(tls)}.", cause);
        if (causes.OfType<CryptographicException>().FirstOrDefault() is { } unreadable)
            return new(BrokerFault.Tls, $"TLS to the broker {_broker} failed: {unreadable.Message}; look at the certificates of both sides.", cause);
        if (causes.OfType<AuthenticationFailureException>().Any() || causes.OfType<PossibleAuthenticationFailureException>().Any())
            return new(BrokerFault.CredentialsRefused, $"The broker {_broker} refused the credentials of user '{_broker.Credentials.User}'; check user and password.", cause);
        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } refused)
            return new(BrokerFault.Tls, $"TLS to the broker {_broker} failed: {_server?.Rejection ?? $"{refused.Message} Check the authority file, the server name '{_broker.Tls?.ServerName}' and the port."}", cause);
        if (causes.OfType<OperationInterruptedException>().FirstOrDefault(c => c.ShutdownReason is not null) is { ShutdownReason: { } reason })
            return Explain(reason, cause);
        return new(BrokerFault.Unreachable, $"No broker answers at {_broker} ({causes[^1].Message.TrimEnd('.')}); check host and port, and that the broker runs.", cause);
    }

    private BrokerException Explain(ShutdownEventArgs reason, Exception cause)
    {
        var text = reason.ReplyText;
        return reason.ReplyCode switch
        {
            NotAllowed or AccessRefused when text.Contains("vhost", StringComparison.OrdinalIgnoreCase) => new(BrokerFault.CredentialsRefused,
                $"The broker {_broker} does not let user '{_broker.Credentials.User}' use the virtual host '{_broker.VirtualHost}' ({text}); create it, grant the permission, or name another.", cause),
            AccessRefused => new(BrokerFault.CredentialsRefused,
                $"The broker {_broker} denies user '{_broker.Credentials.User}' what the network needs ({text}); grant configure, write and read on names that begin with bss2.", cause),
            _ => new(BrokerFault.Refused, $"The broker {_broker} refused: {text} (code {reason.ReplyCode}).", cause),
        };
    }

    // With TLS 1.3 a broker looks at its client's certificate after the client has done all of its part. Whether its refusal, the end of the connection or a write
    // that fails is seen first is chance; none of these comes from a protocol that has begun.
    private bool IsCutOff(IReadOnlyList<Exception> causes) =>
        _server is { Accepted: true }
        && causes.Any(c => c is IOException and not BrokerUnreachableException)
        && !causes.Any(c => c is TimeoutException or OperationCanceledException or AuthenticationException or OperationInterruptedException
            or AuthenticationFailureException or PossibleAuthenticationFailureException);

    private static string Suspicion(BrokerTls tls) => tls.CertificateFile is { } file
        ? $"it may not accept the client certificate {file}: look who issued it and until when it holds"
        : "it may want a client certificate: give certificate and key";

    private static IEnumerable<Exception> Flatten(Exception cause)
    {
        yield return cause;
        var inner = cause is AggregateException several ? several.InnerExceptions : cause.InnerException is { } one ? [one] : (IEnumerable<Exception>)[];
        foreach (var deeper in inner.SelectMany(Flatten))
            yield return deeper;
    }

    private SslOption TlsOf(BrokerTls tls)
    {
        var option = new SslOption(tls.ServerName, enabled: true) { Version = SslProtocols.None };
        if (tls.CertificateFile is { } certificate)
        {
            option.Certs = [Read("client certificate", tls.KeyFile is null ? certificate : $"{certificate}' with key '{tls.KeyFile}",
                () => X509Certificate2.CreateFromPemFile(certificate, tls.KeyFile ?? certificate))];
        }

        var authorities = tls.AuthorityFile is not { } authority ? null : Read("authority", authority, () =>
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(authority);
            return read.Count > 0 ? read : throw new CryptographicException("it holds no certificate in PEM form");
        });
        _server = new ServerVerification(tls, authorities);
        option.CertificateValidationCallback = _server.Accept;
        return option;
    }

    private static T Read<T>(string what, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BrokerException(BrokerFault.Tls, $"The {what} '{file}' cannot be read: {cause.Message.TrimEnd('.')}; give a readable PEM file.", cause);
        }
    }
}
