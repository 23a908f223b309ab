using System.Text;
using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker;
using Bss2.TestKit.Broker.Xunit;
using Bss2.TestKit.Processes;

namespace Bss2.Cluster.Tests.Security;

/// <summary>A password is in no output, no log, no message and no file of a run, whatever goes well or wrong.</summary>
[Collection(SharedBroker.Name)]
public sealed class SecretTests(BrokerFixture fixture) : IDisposable
{
    private const string User = "lab";
    private const string Password = "correct-horse-7f3a";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrokerFact]
    public async Task A_user_with_no_more_rights_than_the_manual_says_trains_and_its_password_is_nowhere()
    {
        var broker = fixture.Broker;
        await broker.ControlAsync("add_user", User, Password);
        await broker.ControlAsync("set_permissions", "-p", "/", User, "^bss2\\.", "^(bss2\\.|amq\\.default$)", "^bss2\\.");
        var credentials = _folder.Write("credentials.yaml", $"user: {User}\npassword: {Password}\n");

        await using var node = Start("node", ["node", "--cluster", broker.Uri, "--credentials", credentials, "--replicas", "1", "--name", "secretive", "--log-level", "debug", "--log-format", "json"]);
        await node.LineAsync("secretive joined");
        await using var train = Start(
            "train",
            ["train", "yinyang", "--backend", "chip", "--epochs", "1", "--cluster", broker.Uri, "--run-dir", "run", "--log-level", "debug"],
            ("BSS2_BROKER_USER", User),
            ("BSS2_BROKER_PASSWORD", Password));
        var code = await train.ExitAsync(2 * ChildProcess.Patience);
        node.Terminate();

        Assert.True(code == 0, train.Text());
        Assert.Equal(0, await node.ExitAsync());
        IsNowhere(train.Text());
        IsNowhere(node.Text());
        var files = Directory.GetFiles(_folder["run"], "*", SearchOption.AllDirectories);
        Assert.Contains(files, f => Path.GetFileName(f) == "config.yaml");
        Assert.All(files, f => IsNowhere(Encoding.Latin1.GetString(File.ReadAllBytes(f))));
    }

    [BrokerFact]
    public async Task A_password_that_the_broker_refuses_is_in_no_trace()
    {
        await using var node = Start("node", ["node", "--cluster", fixture.Broker.Uri, "--log-level", "debug"], ("BSS2_BROKER_USER", "mallory"), ("BSS2_BROKER_PASSWORD", Password));

        Assert.Equal(2, await node.ExitAsync());
        IsNowhere(node.Text());
    }

    [Fact]
    public async Task A_broker_that_is_not_there_shows_no_password_in_its_trace()
    {
        await using var node = Start("node", ["node", "--cluster", $"amqp://127.0.0.1:{FreePort.Next()}", "--log-level", "debug"], ("BSS2_BROKER_USER", User), ("BSS2_BROKER_PASSWORD", Password));

        Assert.Equal(1, await node.ExitAsync());
        Assert.Contains("   at ", node.Text(), StringComparison.Ordinal);
        IsNowhere(node.Text());
    }

    [Theory]
    [InlineData("node", "--cluster", $"amqp://{User}:{Password}@127.0.0.1")]
    [InlineData("node", $"amqp://{User}:{Password}@127.0.0.1")]
    [InlineData("node", "--cluster", $"amqp://127.0.0.1:{Password}")]
    [InlineData("node", "--cluster", "amqp://127.0.0.1", "--password", Password)]
    [InlineData("node", "--cluster", "amqp://127.0.0.1", $"--password={Password}")]
    [InlineData("train", "yinyang", "--cluster", $"amqps://{User}:{Password}@127.0.0.1")]
    public async Task A_password_that_was_typed_where_none_belongs_is_not_repeated(params string[] arguments)
    {
        await using var process = Start(arguments[0], arguments);

        Assert.Equal(2, await process.ExitAsync());
        IsNowhere(process.Text());
    }

    private static void IsNowhere(string text) => Assert.DoesNotContain(Password, text, StringComparison.Ordinal);

    private ChildProcess Start(string name, string[] arguments, params (string Name, string Value)[] environment) =>
        Bss2Process.Start(name, arguments, _folder.Path, environment.ToDictionary(v => v.Name, v => (string?)v.Value));
}
