using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Decides whether a broker's certificate is trusted, and remembers why not: what the TLS stream throws says only that it was not.</summary>
/// <param name="tls">Name that the certificate must carry.</param>
/// <param name="authorities">Who may vouch for it, directly or through those that the broker sends along; null for the system's.</param>
internal sealed class ServerVerification(BrokerTls tls, X509Certificate2Collection? authorities)
{
    /// <summary>Use of a certificate: to prove a server (RFC 5280, section 4.2.1.12).</summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private volatile string? _rejection;
    private volatile bool _accepted;

    /// <summary>Why the certificate of this attempt was not trusted and how to mend it, or null.</summary>
    public string? Rejection => _rejection;

    /// <summary>Whether the certificate of this attempt was trusted.</summary>
    public bool Accepted => _accepted;

    /// <summary>Another attempt begins.</summary>
    public void Begin() => (_rejection, _accepted) = (null, false);

    /// <summary>The decision, in the form that the TLS stream asks for.</summary>
    public bool Accept(object sender, X509Certificate? shown, X509Chain? sent, SslPolicyErrors errors)
    {
        _rejection = Reject(shown, sent, errors);
        return _accepted = _rejection is null;
    }

    private string? Reject(X509Certificate? shown, X509Chain? sent, SslPolicyErrors errors)
    {
        if (shown is not X509Certificate2 certificate || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "it showed no certificate; check the port.";

        // A wrong name stays wrong whoever vouches for it.
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"its certificate is for {NamesOf(certificate)}, not for '{tls.ServerName}'; name the broker as its certificate does.";
        if (authorities is null)
            return errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? Untrusted(sent) : null;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(authorities);
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate) ? null : Untrusted(chain);
    }

    private string Untrusted(X509Chain? chain)
    {
        var reasons = string.Join(", ", (chain?.ChainStatus ?? []).Select(s => $"{s.Status}: {s.StatusInformation.Trim()}").Distinct());
        var trusted = tls.AuthorityFile is { } file ? $"the authority file {file}" : "the authorities that the system knows (no authority file is given)";
        return $"its certificate is not vouched for by {trusted} ({reasons}); give the authority that issued it.";
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())))
            .Select(n => $"'{n}'").ToArray();
        return names.Length > 0 ? string.Join(", ", names) : $"nobody by a subject alternative name (subject {certificate.Subject})";
    }
}
