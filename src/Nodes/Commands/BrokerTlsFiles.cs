using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bss2.Actors.Remoting.RabbitMq;

namespace Bss2.Nodes.Commands;

/// <summary>The PEM files of a TLS connection. They are read here once, so that a file that is no use is told before anything begins, by name.</summary>
/// <param name="Authority">Certificates that are trusted instead of the system's.</param>
/// <param name="Certificate">Certificate of this client.</param>
/// <param name="Key">Its private key, where the certificate's file does not hold it.</param>
internal sealed record BrokerTlsFiles(FlagValue? Authority, FlagValue? Certificate, FlagValue? Key)
{
    /// <summary>How to verify a broker, or null without TLS; adds every fault.</summary>
    public BrokerTls? Check(BrokerAddress? address, List<string> faults)
    {
        if (address is { Encrypted: false })
        {
            faults.AddRange(new[] { Authority, Certificate, Key }.OfType<FlagValue>().Select(f => $"{f.Origin} is for TLS, and the broker's address begins with amqp://; use amqps:// or leave {f.Origin} away."));
            return null;
        }

        if (Authority is not null)
        {
            Try(Authority, "certificates of authorities in PEM form", ReadAuthority, faults);
        }

        if (Certificate is not null)
        {
            CheckCertificate(Certificate, faults);
        }
        else if (Key is not null)
        {
            faults.Add($"{Key.Origin} is a private key without its certificate; add --certificate FILE or {EnvironmentNames.Certificate}.");
        }

        return address is null ? null : new BrokerTls(address.Host, Authority?.Text, Certificate?.Text, Key?.Text);
    }

    private static void ReadAuthority(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        var found = certificates.Count;
        foreach (var certificate in certificates)
        {
            certificate.Dispose();
        }

        if (found == 0)
        {
            throw new CryptographicException("it holds no certificate");
        }
    }

    private void CheckCertificate(FlagValue certificate, List<string> faults)
    {
        // Apart first, so that a fault names the file that has it.
        var whole = Try(certificate, "a certificate in PEM form", ReadAuthority, faults);
        var keyFile = Key ?? certificate;
        var opened = Try(keyFile, "a private key in PEM form without pass phrase (openssl pkey -in FILE -out PLAIN takes one off)", CheckKey, faults);
        if (whole && opened)
        {
            Try(keyFile, $"the private key of {certificate.Text}", _ => X509Certificate2.CreateFromPemFile(certificate.Text, Key?.Text).Dispose(), faults);
        }
    }

    private static void CheckKey(string file)
    {
        var labels = new List<string>();
        var text = File.ReadAllText(file).AsSpan();
        while (PemEncoding.TryFind(text, out var fields))
        {
            labels.Add(text[fields.Label].ToString());
            text = text[fields.Location.End..];
        }

        if (labels.Contains("ENCRYPTED PRIVATE KEY"))
        {
            throw new CryptographicException("its private key has a pass phrase");
        }

        if (!labels.Any(l => l.EndsWith("PRIVATE KEY", StringComparison.Ordinal)))
        {
            throw new CryptographicException("it holds no private key");
        }
    }

    private static bool Try(FlagValue file, string wanted, Action<string> read, List<string> faults)
    {
        try
        {
            read(file.Text);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            faults.Add($"{file.Origin}: {file.Text} cannot be used ({fault.Message.TrimEnd('.')}); permitted: a file with {wanted}.");
            return false;
        }
    }
}
