using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Bss2.Nodes.Tests.Commands;

public sealed class ClusterFlagsTests : IDisposable
{
    private const string Secret = "hunter2/§";
    private static readonly (string, string)[] Credentials = [("BSS2_BROKER_USER", "lab"), ("BSS2_BROKER_PASSWORD", Secret)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("amqp://broker", "amqp://broker:5672/")]
    [InlineData("amqp://broker/", "amqp://broker:5672/")]
    [InlineData("amqps://broker", "amqps://broker:5671/")]
    [InlineData("AMQPS://my_broker.lab-1.example:1234/team", "amqps://my_broker.lab-1.example:1234/team")]
    [InlineData("amqp://10.0.0.1:65535/a%2Fb", "amqp://10.0.0.1:65535/a/b")]
    [InlineData("amqp://[fe80::1]:1/x", "amqp://fe80::1:1/x")]
    public void An_address_is_read(string uri, string shown)
    {
        var run = ClusterFlagsRun.Of(Credentials, "--cluster", uri);

        Assert.Empty(run.Faults);
        Assert.Equal(shown, run.Broker!.ToString());
        Assert.Equal(("lab", Secret), (run.Broker.Credentials.User, run.Broker.Credentials.Password));
    }

    [Theory]
    [InlineData("http://broker", "begins with 'http://'")]
    [InlineData("broker", "does not begin with amqp:// or amqps://")]
    [InlineData("broker:5672", "does not begin with amqp:// or amqps://")]
    [InlineData("amqp://", "names no host")]
    [InlineData("amqp://:5672", "names no host")]
    [InlineData("amqp:///vhost", "names no host")]
    [InlineData("amqp://bro ker", "names no possible host")]
    [InlineData("amqp://[12]", "names no possible host")]
    [InlineData("amqp://[::1", "names no possible host")]
    [InlineData("amqp://broker:", "a port that is no whole number from 1 to 65535")]
    [InlineData("amqp://broker:0", "a port that is no whole number from 1 to 65535")]
    [InlineData("amqp://broker:65536", "a port that is no whole number from 1 to 65535")]
    [InlineData("amqp://broker:-1", "a port that is no whole number from 1 to 65535")]
    [InlineData("amqp://broker/a/b", "more than one '/'")]
    [InlineData("amqp://broker?heartbeat=5", "parameters behind '?' or '#'")]
    public void An_address_that_is_none_is_refused(string uri, string fault)
    {
        var run = ClusterFlagsRun.Of(Credentials, "--cluster", uri);

        Assert.Null(run.Broker);
        var only = Assert.Single(run.Faults);
        Assert.StartsWith("--cluster ", only, StringComparison.Ordinal);
        Assert.Contains(fault, only, StringComparison.Ordinal);
        Assert.Contains("ermitted: ", only, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp://lab:hunter2@broker")]
    [InlineData("lab:hunter2@broker")]
    [InlineData("amqp://lab:hun/ter2@broker")]
    [InlineData("amqp://lab:hunter2@")]
    [InlineData("amqp://lab:hunter2")]
    [InlineData("amqp://lab:hunter2:broker:5672")]
    [InlineData("amqp://broker?password=hunter2")]
    [InlineData("amqp://broker/x/hunter2")]
    [InlineData("hunter2")]
    public void A_password_in_an_address_is_refused_and_not_repeated(string uri)
    {
        var run = ClusterFlagsRun.Of("--cluster", uri);

        Assert.Null(run.Broker);
        Assert.NotEmpty(run.Faults);
        Assert.DoesNotContain(run.Faults, f => f.Contains("hun", StringComparison.Ordinal) || f.Contains("ter2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_password_in_an_address_is_refused_with_where_it_belongs()
    {
        var run = ClusterFlagsRun.Of([("BSS2_CLUSTER", "amqp://lab:hunter2@broker")]);

        Assert.True(run.Given);
        Assert.StartsWith("BSS2_CLUSTER holds a user or password (it has an '@'); credentials come from a file (--credentials, BSS2_BROKER_CREDENTIALS) or the environment", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_cluster_nothing_is_given_and_asking_for_it_says_what_is_missing()
    {
        var run = ClusterFlagsRun.Of();

        Assert.False(run.Given);
        Assert.Null(run.Broker);
        Assert.Equal("Which broker? Give --cluster URI or BSS2_CLUSTER, e.g. --cluster amqp://localhost.", Assert.Single(run.Faults));
    }

    [Fact]
    public void A_flag_of_the_cluster_without_its_address_is_a_fault()
    {
        var run = ClusterFlagsRun.Of("--heartbeat", "3");

        Assert.True(run.Given);
        Assert.StartsWith("Which broker?", Assert.Single(run.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_typed_wins_over_the_environment()
    {
        var run = ClusterFlagsRun.Of([("BSS2_CLUSTER", "amqp://elsewhere"), ("BSS2_NODE_NAME", "n1"), .. Credentials], "--cluster", "amqp://here", "--name", "n2");

        Assert.Equal(("here", "n2"), (run.Broker!.Host, run.Name));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("[::1]")]
    public void A_broker_on_this_machine_takes_its_guest(string host)
    {
        var run = ClusterFlagsRun.Of("--cluster", $"amqp://{host}");

        Assert.Equal(("guest", "guest"), (run.Broker!.Credentials.User, run.Broker.Credentials.Password));
    }

    [Fact]
    public void A_broker_elsewhere_wants_credentials()
    {
        Assert.StartsWith("A broker on another machine wants user and password: name a file with --credentials FILE", Assert.Single(ClusterFlagsRun.Of("--cluster", "amqp://broker").Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_the_credentials_is_a_fault()
    {
        Assert.StartsWith("BSS2_BROKER_PASSWORD is set and BSS2_BROKER_USER is not", Assert.Single(ClusterFlagsRun.Of([("BSS2_BROKER_PASSWORD", Secret)], "--cluster", "amqp://broker").Faults), StringComparison.Ordinal);
        Assert.StartsWith("BSS2_BROKER_USER is set and BSS2_BROKER_PASSWORD is not", Assert.Single(ClusterFlagsRun.Of([("BSS2_BROKER_USER", "lab")], "--cluster", "amqp://broker").Faults), StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Credentials_in_a_file_win_over_those_in_the_environment()
    {
        var file = _folder.Write("credentials.yaml", "user: bob\npassword: 'p#: 1'\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var run = ClusterFlagsRun.Of([("BSS2_BROKER_CREDENTIALS", file), .. Credentials], "--cluster", "amqp://broker");

        Assert.Equal(("bob", "p#: 1"), (run.Broker!.Credentials.User, run.Broker.Credentials.Password));
        Assert.Equal("", run.Warnings);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_file_of_credentials_that_everybody_can_read_is_warned_of()
    {
        var file = _folder.Write("credentials.yaml", "user: bob\npassword: hunter2\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var run = ClusterFlagsRun.Of("--cluster", "amqp://broker", "--credentials", file);

        Assert.NotNull(run.Broker);
        Assert.Equal($"Warning: everybody on this machine can read {file}, which holds a password; chmod 600 it.{Environment.NewLine}", run.Warnings);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void In_a_container_nobody_is_warned_of_what_nobody_can_change()
    {
        var file = _folder.Write("credentials.yaml", "user: bob\npassword: hunter2\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Equal("", ClusterFlagsRun.Of([("DOTNET_RUNNING_IN_CONTAINER", "true")], "--cluster", "amqp://broker", "--credentials", file).Warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("user: bob")]
    [InlineData("password: hunter2")]
    [InlineData("user: bob\npassword:")]
    [InlineData("user:\npassword: hunter2")]
    [InlineData("user: bob\npasswort: hunter2")]
    [InlineData("user: bob\npassword: hunter2\nhunter2: x")]
    [InlineData("user: bob\npassword: [hunter2]")]
    [InlineData("user: bob\npassword: hunter2\npassword: hunter2")]
    [InlineData("user: bob\npassword: \"hunter2")]
    [InlineData("user: bob\npassword: %hunter2: *hunter2\n\thunter2")]
    public void A_file_that_holds_no_credentials_is_refused_and_nothing_of_it_repeated(string text)
    {
        var file = _folder.Write("credentials.yaml", text);

        var run = ClusterFlagsRun.Of("--cluster", "amqp://broker", "--credentials", file);

        Assert.Null(run.Broker);
        Assert.Equal($"--credentials: {file} does not hold user and password; permitted: two lines, 'user: NAME' and 'password: TEXT' (in quotes where it has special characters), nothing else.", Assert.Single(run.Faults));
    }

    [Fact]
    public void A_file_of_credentials_that_is_not_there_is_named()
    {
        var file = _folder["none.yaml"];

        Assert.StartsWith($"--credentials: the credentials file {file} cannot be read", Assert.Single(ClusterFlagsRun.Of("--cluster", "amqp://broker", "--credentials", file).Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--heartbeat", "0", "permitted: a whole number from 1 to 60 seconds.")]
    [InlineData("--heartbeat", "61", "permitted: a whole number from 1 to 60 seconds.")]
    [InlineData("--heartbeat", "2.5", "permitted: a whole number from 1 to 60 seconds.")]
    [InlineData("--heartbeat", "soon", "permitted: a whole number from 1 to 60 seconds.")]
    [InlineData("--broker-patience", "0", "permitted: a whole number from 1 to 86400 seconds.")]
    [InlineData("--name", "", "permitted: 1 to 64 letters")]
    [InlineData("--name", "a b", "permitted: 1 to 64 letters")]
    [InlineData("--name", "knöten", "permitted: 1 to 64 letters")]
    [InlineData("--name", "a/b", "permitted: 1 to 64 letters")]
    public void A_value_that_is_not_permitted_is_told_with_what_is(string flag, string value, string permitted)
    {
        var fault = Assert.Single(ClusterFlagsRun.Of("--cluster", "amqp://localhost", flag, value).Faults);

        Assert.StartsWith($"{flag} is '{value}'; {permitted}", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_have_64_characters_and_no_more()
    {
        Assert.Equal(new string('n', 64), ClusterFlagsRun.Of("--cluster", "amqp://localhost", "--name", new string('n', 64)).Name);
        Assert.Single(ClusterFlagsRun.Of("--cluster", "amqp://localhost", "--name", new string('n', 65)).Faults);
        Assert.StartsWith("--name is 500 characters long; ", Assert.Single(ClusterFlagsRun.Of("--cluster", "amqp://localhost", "--name", new string('n', 500)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_name_each_process_has_another_that_is_permitted()
    {
        var (first, second) = (ClusterFlagsRun.Of("--cluster", "amqp://localhost").Name, ClusterFlagsRun.Of("--cluster", "amqp://localhost").Name);

        Assert.Matches(new Regex("^node-[A-Za-z0-9._-]+-[0-9]+-[0-9a-f]{4}$"), first);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Times_are_taken_in_seconds()
    {
        var broker = ClusterFlagsRun.Of("--cluster", "amqp://localhost", "--heartbeat", "60", "--broker-patience", "10").Broker!;

        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10)), (broker.Heartbeat, broker.Patience));
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var run = ClusterFlagsRun.Of(
            [("BSS2_BROKER_USER", "lab")],
            "--cluster", "http://broker:x", "--heartbeat", "0", "--broker-patience", "-1", "--ca", _folder["none.pem"], "--key", _folder["none.key"], "--name", "?");

        Assert.Null(run.Broker);
        Assert.Collection(
            run.Faults,
            f => Assert.StartsWith("--cluster begins with 'http://'", f, StringComparison.Ordinal),
            f => Assert.StartsWith("--cluster has a port", f, StringComparison.Ordinal),
            f => Assert.StartsWith("--ca: ", f, StringComparison.Ordinal),
            f => Assert.StartsWith("--key is a private key without its certificate", f, StringComparison.Ordinal),
            f => Assert.StartsWith("BSS2_BROKER_USER is set", f, StringComparison.Ordinal),
            f => Assert.StartsWith("--heartbeat is '0'", f, StringComparison.Ordinal),
            f => Assert.StartsWith("--broker-patience is '-1'", f, StringComparison.Ordinal),
            f => Assert.StartsWith("--name is '?'", f, StringComparison.Ordinal));
    }
}
