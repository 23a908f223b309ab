using Bss2.Nodes.Tests.Commands;

namespace Bss2.Nodes.Tests.Jobs;

/// <summary>What the commands of jobs refuse before they look for a broker.</summary>
public sealed class JobCommandTests
{
    private const string Nowhere = "amqp://127.0.0.1:1";

    [Theory]
    [InlineData("Which experiment? Known: toy.", "submit", "--cluster", Nowhere)]
    [InlineData("There is no experiment 'toi'. Did you mean 'toy'?", "submit", "toi", "--cluster", Nowhere)]
    [InlineData("--epochs: option 'epochs' is '-1'", "submit", "toy", "--epochs", "-1", "--cluster", Nowhere)]
    [InlineData("Experiment 'toy' does not run on the chip backend", "submit", "toy", "--backend", "chip", "--cluster", Nowhere)]
    [InlineData("--job is 'a/b'; permitted: 1 to 64 letters", "submit", "toy", "--job", "a/b", "--cluster", Nowhere)]
    [InlineData("'submit' has no flag '--run-dir'", "submit", "toy", "--run-dir", "x", "--cluster", Nowhere)]
    [InlineData("Which broker?", "submit", "toy")]
    [InlineData("Which broker?", "trainer", "--runs", "runs")]
    [InlineData("'trainer' needs --runs DIR", "trainer", "--cluster", Nowhere)]
    [InlineData("Which broker?", "cluster")]
    [InlineData("--name is 'a b'", "cluster", "--cluster", Nowhere, "--name", "a b")]
    public async Task Wrong_input_is_refused_with_what_is_permitted(string message, params string[] arguments)
    {
        var run = await CommandRun.Of(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.ErrorLines);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Faults_of_broker_job_and_options_are_told_at_once()
    {
        var run = await CommandRun.Of("submit", "toy", "--cluster", "http://x", "--job", "", "--epochs", "few", "--set", "shuffle=maybe", "--name", "?");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(5, run.ErrorLines.Length);
    }
}
