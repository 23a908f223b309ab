using Bss2.TestKit.Broker;

namespace Bss2.Cluster.Tests.Security;

/// <summary>
/// A broker that speaks TLS on one more port and wants to know its clients. Its certificate names 127.0.0.1 alone and is vouched for by an authority between it and the root, as is usual.
/// </summary>
public sealed class TlsBroker : IAsyncLifetime, IDisposable
{
    private readonly TrialAuthority _root = new("Root of the trial");
    private readonly TrialAuthority _stranger = new("Root of somebody else");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bss2-tls-");
    private PrivateBroker? _broker;

    public TlsBroker()
    {
        using var between = new TrialAuthority("Between root and broker", _root);
        var server = between.Issue("127.0.0.1", server: true);
        ServerCertificate = Write("server.pem", $"{server.Certificate}\n{between.Pem}");
        ServerKey = Write("server.key", server.Key);
        Authority = Write("root.pem", _root.Pem);
        OtherAuthority = Write("other-root.pem", _stranger.Pem);
        Client = Write("client", _root.Issue("node-1", server: false));
        OtherClient = Write("other-client", _stranger.Issue("node-1", server: false));
    }

    /// <summary>Port for TLS.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Port without TLS.</summary>
    public int OpenPort => _broker!.Port;

    /// <summary>The root that the broker's certificate goes back to, and its clients' must.</summary>
    public string Authority { get; }

    /// <summary>A root that vouches for nobody here.</summary>
    public string OtherAuthority { get; }

    /// <summary>Files of a client that the broker knows.</summary>
    public (string Certificate, string Key) Client { get; }

    /// <summary>Files of a client that the broker does not know.</summary>
    public (string Certificate, string Key) OtherClient { get; }

    private string ServerCertificate { get; }

    private string ServerKey { get; }

    public async Task InitializeAsync()
    {
        if (!PrivateBroker.Available(out _))
        {
            return;
        }

        _broker = await PrivateBroker.StartAsync(
            $"listeners.ssl.1 = 127.0.0.1:{Port}",
            $"ssl_options.cacertfile = {Authority}",
            $"ssl_options.certfile = {ServerCertificate}",
            $"ssl_options.keyfile = {ServerKey}",
            "ssl_options.verify = verify_peer",
            "ssl_options.fail_if_no_peer_cert = true");
    }

    public async Task DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _root.Dispose();
        _stranger.Dispose();
        _folder.Delete(recursive: true);
    }

    private (string Certificate, string Key) Write(string name, (string Certificate, string Key) pem) =>
        (Write($"{name}.pem", pem.Certificate), Write($"{name}.key", pem.Key));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
