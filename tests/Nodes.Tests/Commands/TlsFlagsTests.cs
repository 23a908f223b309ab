using System.Security.Cryptography;
using Bss2.Actors.Remoting.RabbitMq;
using Bss2.TestKit.Broker;

namespace Bss2.Nodes.Tests.Commands;

public sealed class TlsFlagsTests : IDisposable
{
    private static readonly (string, string)[] Credentials = [("BSS2_BROKER_USER", "lab"), ("BSS2_BROKER_PASSWORD", "hunter2")];

    private readonly TemporaryFolder _folder = new();
    private readonly TrialAuthority _authority = new("Trial");
    private readonly string _ca;
    private readonly string _certificate;
    private readonly string _key;
    private readonly string _noPem;

    public TlsFlagsTests()
    {
        var (certificate, key) = _authority.Issue("node-1", server: false);
        _ca = _folder.Write("ca.pem", _authority.Pem);
        _certificate = _folder.Write("node.pem", certificate);
        _key = _folder.Write("node.key", key);
        _noPem = _folder.Write("notes.txt", "Do not forget the milk.\n");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_encrypted_connection_verifies_the_host_of_the_address()
    {
        Assert.Equal(new BrokerTls("broker"), Run("amqps://broker").Broker!.Tls);
        Assert.Null(Run("amqp://broker").Broker!.Tls);
    }

    [Fact]
    public void Files_of_certificates_are_taken_from_flags()
    {
        Assert.Equal(new BrokerTls("broker", _ca, _certificate, _key), Run("amqps://broker", "--ca", _ca, "--certificate", _certificate, "--key", _key).Broker!.Tls);
    }

    [Fact]
    public void Files_of_certificates_are_taken_from_the_environment()
    {
        var run = ClusterFlagsRun.Of([.. Credentials, ("BSS2_BROKER_CA", _ca), ("BSS2_BROKER_CERTIFICATE", _certificate), ("BSS2_BROKER_KEY", _key)], "--cluster", "amqps://broker");

        Assert.Equal(new BrokerTls("broker", _ca, _certificate, _key), run.Broker!.Tls);
    }

    [Fact]
    public void One_file_may_hold_certificate_and_key()
    {
        var both = _folder.Write("both.pem", File.ReadAllText(_certificate) + "\n" + File.ReadAllText(_key));

        Assert.Equal(new BrokerTls("broker", null, both), Run("amqps://broker", "--certificate", both).Broker!.Tls);
    }

    [Fact]
    public void Certificates_for_an_open_connection_are_refused()
    {
        var run = Run("amqp://broker", "--ca", _ca, "--certificate", _certificate, "--key", _key);

        Assert.Equal(
            ["--ca is for TLS", "--certificate is for TLS", "--key is for TLS"],
            run.Faults.Select(f => f.Split(',')[0]));
    }

    [Fact]
    public void Files_that_are_not_there_or_no_certificates_are_named_all_at_once()
    {
        var run = Run("amqps://broker", "--ca", _noPem, "--certificate", _folder["none.pem"], "--key", _folder["none.key"]);

        Assert.Collection(
            run.Faults,
            f => Assert.Equal($"--ca: {_noPem} cannot be used (it holds no certificate); permitted: a file with certificates of authorities in PEM form.", f),
            f => Assert.StartsWith($"--certificate: {_folder["none.pem"]} cannot be used (Could not find file", f, StringComparison.Ordinal),
            f => Assert.StartsWith($"--key: {_folder["none.key"]} cannot be used (Could not find file", f, StringComparison.Ordinal));
    }

    [Fact]
    public void Damaged_certificates_are_refused()
    {
        var damaged = _folder.Write("damaged.pem", "-----BEGIN CERTIFICATE-----\nTWlsaw==\n-----END CERTIFICATE-----\n");

        Assert.StartsWith($"--ca: {damaged} cannot be used (", Assert.Single(Run("amqps://broker", "--ca", damaged).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_instead_of_a_file_is_refused()
    {
        Assert.StartsWith($"--ca: {_folder.Path} cannot be used (", Assert.Single(Run("amqps://broker", "--ca", _folder.Path).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_without_its_key_is_refused()
    {
        Assert.StartsWith($"--certificate: {_certificate} cannot be used (it holds no private key)", Assert.Single(Run("amqps://broker", "--certificate", _certificate).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_without_its_certificate_is_refused()
    {
        Assert.StartsWith("--key is a private key without its certificate; add --certificate FILE", Assert.Single(Run("amqps://broker", "--key", _key).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_of_another_certificate_is_refused()
    {
        var other = _folder.Write("other.key", _authority.Issue("node-2", server: false).Key);

        Assert.EndsWith($"permitted: a file with the private key of {_certificate}.", Assert.Single(Run("amqps://broker", "--certificate", _certificate, "--key", other).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_with_a_pass_phrase_is_refused_with_how_to_take_it_off()
    {
        using var key = ECDsa.Create();
        var closed = _folder.Write("closed.key", key.ExportEncryptedPkcs8PrivateKeyPem("hunter2", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)));

        var fault = Assert.Single(Run("amqps://broker", "--certificate", _certificate, "--key", closed).Faults);

        Assert.StartsWith($"--key: {closed} cannot be used (its private key has a pass phrase); permitted: ", fault, StringComparison.Ordinal);
        Assert.Contains("openssl pkey", fault, StringComparison.Ordinal);
    }

    private static ClusterFlagsRun Run(string cluster, params string[] more) => ClusterFlagsRun.Of(Credentials, ["--cluster", cluster, .. more]);
}
