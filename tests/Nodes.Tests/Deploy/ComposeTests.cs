using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>deploy/compose.yaml.</summary>
public sealed class ComposeTests
{
    private static JsonObject Compose => Yaml.Document(DeployFiles.Text("deploy/compose.yaml"));

    [Fact]
    public void Services_agree() => Assert.Empty(ComposeRules.Faults(Compose));

    [Theory]
    [InlineData("broker", "read_only: false", "broker: its root file system is writable")]
    [InlineData("node", "cap_drop: []", "node: it keeps capabilities")]
    [InlineData("node", "user: '0:0'", "node: it runs as root.")]
    [InlineData("node", "ports: ['5672:5672']", "node: the port 5672:5672 is open to other machines.")]
    [InlineData("node", "environment: {BSS2_CLUSTER: 'amqp://rabbit:5672'}", "node: BSS2_CLUSTER is amqp://rabbit:5672, and there is no such service.")]
    [InlineData("node", "environment: {BSS2_CLUSTER: 'amqp://a:b@broker:5672'}", "services.node.environment.BSS2_CLUSTER has credentials in it.")]
    [InlineData("node", "environment: {BSS2_BROKER_PASSWORD: guest}", "node: BSS2_BROKER_PASSWORD is in clear")]
    [InlineData("node", "environment: {BSS2_HTTP_PORT: '8081'}", "node: its health check does not ask BSS2_HTTP_PORT, which is 8081.")]
    [InlineData("node", "environment: {BSS2_BROKER: broker}", "node: bss2 knows no BSS2_BROKER;")]
    [InlineData("trainer", "secrets: [user]", "trainer: there is no 'user' under secrets.")]
    [InlineData("trainer", "volumes: ['data:/runs']", "trainer: there is no 'data' under volumes.")]
    public void What_is_wrong_is_told(string service, string patch, string told)
    {
        var compose = Compose;
        StrategicMerge.Apply((JsonObject)compose.At("services", service)!, Yaml.Document(patch), named: false);

        Assert.Contains(ComposeRules.Faults(compose), f => f.StartsWith(told, StringComparison.Ordinal));
    }

    [Fact]
    public void There_are_two_nodes_and_a_trainer_with_its_standby_on_one_volume()
    {
        Assert.Equal("2", Compose.Text("services", "node", "deploy", "replicas"));
        Assert.Equal("2", Compose.Text("services", "trainer", "deploy", "replicas"));
        var folder = Compose.Texts("services", "trainer", "volumes").Single().Split(':')[1];
        Assert.Equal(["trainer", "--runs", folder], Compose.Texts("services", "trainer", "command"));
    }

    [Fact]
    public void Its_secrets_are_files_that_git_ignores_and_the_page_beside_them_makes()
    {
        var page = DeployFiles.Text("deploy/secrets/README.md");
        foreach (var (_, secret) in Compose.At("secrets")!.AsObject())
        {
            var file = secret.Text("file");
            Assert.StartsWith("secrets/", file, StringComparison.Ordinal);
            Assert.Contains($"> {Path.GetFileName(file)}", page, StringComparison.Ordinal);
        }

        Assert.Equal(["*", "!.gitignore", "!README.md"], DeployFiles.Text("deploy/secrets/.gitignore").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(File.Exists(DeployFiles.Of($"deploy/{Compose.Text("configs", "broker", "file")}")));
    }

    [Theory]
    [InlineData("200 OK", true)]
    [InlineData("503 Service Unavailable", false)]
    [InlineData(null, false)]
    public async Task The_health_check_passes_where_the_node_is_ready_and_only_there(string? status, bool passes)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var request = status is null ? Refuse(listener) : Answer(listener, status, patience.Token);
        var test = Compose.Texts("services", "node", "healthcheck", "test").ToList();
        var start = new ProcessStartInfo(test[1]) { RedirectStandardError = true };
        foreach (var argument in test[2..])
        {
            start.ArgumentList.Add(argument.Replace("$$", "$", StringComparison.Ordinal).Replace("8080", port, StringComparison.Ordinal));
        }

        using var check = Process.Start(start)!;
        await check.WaitForExitAsync(patience.Token);

        Assert.Equal(("CMD", passes), (test[0], check.ExitCode == 0));
        Assert.Equal(status is null ? "" : "GET /health/ready HTTP/1.0", await request);
    }

    private static Task<string> Refuse(TcpListener listener)
    {
        listener.Stop();
        return Task.FromResult("");
    }

    private static async Task<string> Answer(TcpListener listener, string status, CancellationToken cancellation)
    {
        using var client = await listener.AcceptTcpClientAsync(cancellation);
        using var reader = new StreamReader(client.GetStream());
        var request = await reader.ReadLineAsync(cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n\r\n"), cancellation);
        return request!;
    }
}
