using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bss2.TestKit.Processes;

namespace Bss2.TestKit.Broker;

/// <summary>
/// A RabbitMQ node for one test assembly: its own data folder, port mapper, ports and cookie, on the loopback interface only, as any user. Starting it takes about ten
/// seconds, so tests share one and keep apart by the names of queues or virtual hosts. User and password are <c>guest</c>.
/// </summary>
public sealed class PrivateBroker : IAsyncDisposable
{
    private const int StartAttempts = 3;
    private const string NodeName = "bss2@localhost";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan BetweenKnocks = TimeSpan.FromMilliseconds(50);

    private readonly BrokerInstallation _installation;
    private readonly string[] _configuration;
    private readonly int _mapperPort = FreePort.Next();
    private readonly int _distributionPort = FreePort.Next();
    private ChildProcess? _mapper;
    private ChildProcess? _node;

    private PrivateBroker(BrokerInstallation installation, string[] configuration)
    {
        (_installation, _configuration) = (installation, configuration);
        Folder = Directory.CreateTempSubdirectory("bss2-broker-").FullName;
        Port = FreePort.Next();
    }

    /// <summary>Address of the broker.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>Port for AMQP without TLS.</summary>
    public int Port { get; }

    /// <summary><c>amqp://127.0.0.1:PORT</c>, without credentials.</summary>
    public string Uri => $"amqp://{Host}:{Port}";

    /// <summary>Where it keeps everything; tests may put certificates here before they name them in the configuration. Deleted on disposal.</summary>
    public string Folder { get; }

    /// <summary>Whether a broker can be started here; otherwise why not.</summary>
    public static bool Available(out string reason)
    {
        if (!OperatingSystem.IsLinux())
        {
            reason = "Private RabbitMQ brokers are started on Linux only.";
            return false;
        }

        return BrokerInstallation.Find(out reason) is not null;
    }

    /// <summary>Starts a broker.</summary>
    /// <param name="configuration">Further lines of <c>rabbitmq.conf</c>, e.g. a TLS listener on <see cref="FreePort.Next"/>.</param>
    public static async Task<PrivateBroker> StartAsync(params string[] configuration)
    {
        var installation = BrokerInstallation.Find(out var reason) ?? throw new InvalidOperationException(reason);
        for (var attempt = 1; ; attempt++)
        {
            var broker = new PrivateBroker(installation, configuration);
            try
            {
                await broker.StartFirstAsync();
                return broker;
            }
            catch (BrokerStartException) when (attempt < StartAttempts)
            {
                // Somebody may have taken one of the ports meanwhile: again, with others.
                await broker.DisposeAsync();
            }
            catch
            {
                await broker.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts the broker again with its data, after <see cref="StopAsync"/> or <see cref="KillAsync"/>; done when it answers.</summary>
    public async Task StartAgainAsync()
    {
        if (_node is not null)
            throw new InvalidOperationException("The broker runs.");
        _node = ChildProcess.Start("broker", [Path.Combine(_installation.Scripts, "rabbitmq-server")], Folder, NodeEnvironment());
        var deadline = Stopwatch.GetTimestamp() + (long)(StartPatience.TotalSeconds * Stopwatch.Frequency);
        while (!await AnswersAsync())
        {
            if (_node.HasExited)
                throw new BrokerStartException($"The broker ended with exit code {await _node.ExitAsync()}:\n{_node.Text()}");
            if (Stopwatch.GetTimestamp() > deadline)
                throw new BrokerStartException($"The broker did not answer on port {Port} within {StartPatience.TotalSeconds} s:\n{_node.Text()}");
            await Task.Delay(BetweenKnocks);
        }
    }

    /// <summary>Shuts the broker down in order.</summary>
    public async Task StopAsync()
    {
        var node = Running();
        node.Terminate();
        await node.ExitAsync();
        await ForgetNodeAsync();
    }

    /// <summary>Kills the broker with signal 9.</summary>
    public async Task KillAsync()
    {
        Running().Kill();
        await ForgetNodeAsync();
    }

    /// <summary>Processor time that the running broker has used.</summary>
    public TimeSpan CpuTime() => Running().CpuTime();

    /// <summary>Runs <c>rabbitmqctl</c> on the broker; takes about a second.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        await using var control = ChildProcess.Start("rabbitmqctl", [Path.Combine(_installation.Scripts, "rabbitmqctl"), "-q", "-n", NodeName, .. arguments], Folder, NodeEnvironment());
        var code = await control.ExitAsync();
        return code == 0 ? control.Text() : throw new InvalidOperationException($"rabbitmqctl {string.Join(' ', arguments)} ended with {code}:\n{control.Text()}");
    }

    public async ValueTask DisposeAsync()
    {
        _node?.Kill();
        await ForgetNodeAsync();
        if (_mapper is not null)
            await _mapper.DisposeAsync();
        _mapper = null;
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private async Task StartFirstAsync()
    {
        Write("rabbitmq.conf", [
            $"listeners.tcp.1 = {Host}:{Port}",
            "vm_memory_high_watermark.absolute = 1GB",
            "disk_free_limit.absolute = 50MB",
            "log.file.level = warning",
            "log.console = false",
            .. _configuration]);
        Write("plugins", ["[]."]);
        Directory.CreateDirectory(Path.Combine(Folder, "home"));
        Write("home/.erlang.cookie", [Guid.NewGuid().ToString("N")]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(Folder, "home/.erlang.cookie"), UnixFileMode.UserRead);
        _mapper = ChildProcess.Start("epmd", [_installation.PortMapper, "-address", Host, "-port", $"{_mapperPort}"], Folder, NodeEnvironment());
        await StartAgainAsync();
    }

    private void Write(string name, string[] lines) => File.WriteAllText(Path.Combine(Folder, name), string.Join('\n', [.. lines, ""]));

    private ChildProcess Running() => _node ?? throw new InvalidOperationException("The broker does not run.");

    private async Task ForgetNodeAsync()
    {
        if (_node is { } node)
            await node.DisposeAsync();
        _node = null;
    }

    private Dictionary<string, string?> NodeEnvironment()
    {
        var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsBrokers).ToDictionary(key => key, _ => (string?)null);
        (string Name, string Value)[] own =
        [
            ("HOME", Path.Combine(Folder, "home")),
            ("ERL_EPMD_PORT", $"{_mapperPort}"),
            ("ERL_EPMD_ADDRESS", Host),
            ("RABBITMQ_NODENAME", NodeName),
            ("RABBITMQ_DIST_PORT", $"{_distributionPort}"),
            ("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
            ("RABBITMQ_CONFIG_FILE", Path.Combine(Folder, "rabbitmq.conf")),
            ("RABBITMQ_ADVANCED_CONFIG_FILE", Path.Combine(Folder, "advanced.config")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(Folder, "plugins")),
            ("RABBITMQ_GENERATED_CONFIG_DIR", Path.Combine(Folder, "schema")),
            ("RABBITMQ_MNESIA_BASE", Path.Combine(Folder, "mnesia")),
            ("RABBITMQ_LOG_BASE", Path.Combine(Folder, "log")),
            ("RABBITMQ_PID_FILE", Path.Combine(Folder, "pid")),
            ("RABBITMQ_FEATURE_FLAGS_FILE", Path.Combine(Folder, "features")),
            // The script then becomes the node instead of waiting for it, so that a signal to its number reaches the node.
            ("RABBITMQ_ALLOW_INPUT", "true"),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-noinput -kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none"),
            ("RABBITMQ_CTL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
        ];
        foreach (var (name, value) in own)
            environment[name] = value;
        return environment;
    }

    private static bool IsBrokers(string variable) => variable.StartsWith("RABBITMQ_", StringComparison.Ordinal) || variable.StartsWith("ERL_", StringComparison.Ordinal);

    /// <summary>Whether somebody answers a protocol header with the beginning of a connection: frame type method, channel 0.</summary>
    private async Task<bool> AnswersAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, patience.Token);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), patience.Token);
            var answer = new byte[3];
            await stream.ReadExactlyAsync(answer, patience.Token);
            return answer is [1, 0, 0];
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
