using System.Net.Security;
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
    private string? _distrust;
    private bool _handsShaken;

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
            // Recovery is ours: the client's cannot wait for the name of a node to become free, nor repair a queue.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
        };
        if (broker.Tls is { } tls)
            _factory.Ssl = TlsOf(tls);
    }

    public async Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        _distrust = null;
        _handsShaken = false;
        var connection = await _factory.CreateConnectionAsync(cancellation).ConfigureAwait(false);
        _handsShaken = false;
        return connection;
    }

    /// <summary>What went wrong, for people.</summary>
    public BrokerException Explain(Exception cause)
    {
        if (cause is BrokerException known)
            return known;
        var causes = Flatten(cause).ToList();
        if (_distrust is { } distrust)
            return new(BrokerFault.Tls, $"The broker {_broker} is not trusted: {distrust}.", cause);
        if (causes.OfType<AuthenticationFailureException>().Any() || causes.OfType<PossibleAuthenticationFailureException>().Any())
            return new(BrokerFault.CredentialsRefused, $"The broker {_broker} refused the credentials of user '{_broker.Credentials.User}'; check user and password.", cause);
        if (_broker.Tls is not null && causes.Find(c => c is AuthenticationException or CryptographicException) is { } refused)
            return new(BrokerFault.Tls, $"TLS to the broker {_broker} failed: {refused.Message.TrimEnd('.')}; check that the port is one for TLS, and this side's certificate.", cause);
        if (causes.OfType<OperationInterruptedException>().FirstOrDefault(c => c.ShutdownReason is not null) is { ShutdownReason: { } reason })
            return Explain(reason, cause);
        // In TLS 1.3 a server looks at the client's certificate when the client thinks that all is well.
        if (_handsShaken)
            return new(BrokerFault.Tls, $"The broker {_broker} hung up after the TLS handshake; give it a client certificate that it trusts, with its key.", cause);
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

        var trusted = tls.AuthorityFile is not { } authority ? null : Read("authority", authority, () =>
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(authority);
            return read.Count > 0 ? read : throw new CryptographicException("it holds no certificate in PEM form");
        });
        option.CertificateValidationCallback = (_, server, _, errors) => _handsShaken = (_distrust = Distrust(tls, server, errors, trusted)) is null;
        return option;
    }

    /// <summary>Why a server is not trusted, or null.</summary>
    private static string? Distrust(BrokerTls tls, X509Certificate? server, SslPolicyErrors errors, X509Certificate2Collection? trusted)
    {
        if (server is not X509Certificate2 certificate || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "it showed no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"its certificate does not carry the name '{tls.ServerName}'; name the server as its certificate does";
        if (trusted is null)
            return errors == SslPolicyErrors.None ? null : "nobody whom this system trusts vouches for it; give the file of its authority";
        return IsVouchedFor(certificate, trusted) ? null : $"nobody in '{tls.AuthorityFile}' vouches for it, or its certificate is out of date; give the file of its authority";
    }

    private static bool IsVouchedFor(X509Certificate2 certificate, X509Certificate2Collection trusted)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.ExtraStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
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
