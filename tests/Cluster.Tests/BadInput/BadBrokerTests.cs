using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker;
using Bss2.TestKit.Broker.Xunit;
using Bss2.TestKit.Processes;

namespace Bss2.Cluster.Tests.BadInput;

/// <summary>What is wrong with the broker, or with what was said of it: one clear message, the right exit code, no hang.</summary>
[Collection(SharedBroker.Name)]
public sealed class BadBrokerTests(BrokerFixture fixture) : IDisposable
{
    private static readonly string[][] Commands =
    [
        ["node"],
        ["train", "yinyang", "--epochs", "1", "--run-dir", "run"],
        ["trainer", "--runs", "runs"],
        ["submit", "yinyang"],
        ["cluster"],
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Commands.Select(c => c[0])];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_wrong_address_is_bad_usage_and_never_repeats_a_password(string command)
    {
        var (code, text) = await RunAsync(command, "amqp://me:hunter2@localhost");

        AssertOneFault(2, "--cluster", code, text);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_broker_that_is_not_there_is_a_failure(string command)
    {
        var port = FreePort.Next();

        var (code, text) = await RunAsync(command, $"amqp://127.0.0.1:{port}");

        AssertOneFault(1, $"amqp://127.0.0.1:{port}", code, text);
    }

    [BrokerTheory]
    [MemberData(nameof(Names))]
    public async Task Refused_credentials_are_bad_usage_and_are_not_repeated(string command)
    {
        var (code, text) = await RunAsync(command, fixture.Broker.Uri, ("BSS2_BROKER_USER", "mallory"), ("BSS2_BROKER_PASSWORD", "hunter2"));

        AssertOneFault(2, "user", code, text);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_certificate_that_cannot_be_read_is_bad_usage(string command)
    {
        _folder.Write("ca.pem", "this is no certificate");

        var (code, text) = await RunAsync([.. Command(command), "--ca", "ca.pem"], "amqps://127.0.0.1:5671");

        AssertOneFault(2, "ca.pem", code, text);
    }

    [BrokerFact]
    public async Task A_name_that_is_taken_is_bad_usage()
    {
        await using var cluster = new ProcessCluster(fixture.Broker);
        await cluster.NodeAsync("only-one");

        var second = cluster.StartNode("only-one");

        AssertOneFault(2, "'only-one'", await second.ExitAsync(), second.Text());
    }

    [BrokerFact]
    public async Task A_broker_that_goes_away_for_good_ends_node_and_training_with_one_message_each()
    {
        await using var cluster = new ProcessCluster(fixture.Broker);
        var node = await cluster.NodeAsync("node", "--broker-patience", "3");
        await using var training = cluster.Train(ProcessCluster.YinYang, "--broker-patience", "3");
        await training.Process.LineAsync("^Test epoch: 0,");
        await fixture.Broker.KillAsync();
        try
        {
            foreach (var process in new[] { node, training.Process })
            {
                Assert.Equal(1, await process.ExitAsync());
                Assert.Contains("did not come back", Assert.Single(process.ErrorLines), StringComparison.Ordinal);
            }
        }
        finally
        {
            await fixture.Broker.StartAgainAsync();
        }

        // Nothing is lost: the training goes on from its checkpoint.
        await cluster.NodeAsync("another");
        await using var resumed = new TrainingRun(cluster.Start("resumed", "train", "yinyang", "--resume", "--run-dir", training.Folder), training.Folder);
        Assert.Equal(await ReferenceRuns.HashAsync(ProcessCluster.YinYang), await resumed.HashAsync());
    }

    private static string[] Command(string name) => Commands.Single(c => c[0] == name);

    private Task<(int ExitCode, string Text)> RunAsync(string command, string uri, params (string Name, string Value)[] environment) =>
        RunAsync(Command(command), uri, environment);

    private async Task<(int ExitCode, string Text)> RunAsync(string[] command, string uri, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(v => v.Name, v => (string?)v.Value);
        await using var process = Bss2Process.Start(command[0], [.. command, "--cluster", uri, "--log-level", "warning"], _folder.Path, variables);
        return (await process.ExitAsync(), process.Text());
    }

    /// <summary>One line says what is wrong; nothing of the program's inside is shown.</summary>
    private static void AssertOneFault(int expected, string about, int code, string text)
    {
        Assert.True(code == expected, $"exit code {code} instead of {expected}:\n{text}");
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.Contains("Run 'bss2", StringComparison.Ordinal)).ToArray();
        Assert.Contains(lines, line => line.Contains(about, StringComparison.Ordinal));
        Assert.True(lines.Length == 1, text);
    }
}
