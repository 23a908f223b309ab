using Bss2.Nodes.Commands;

namespace Bss2.Nodes.Tests.Commands;

public sealed class AddressMaskTests
{
    [Theory]
    [InlineData("cannot reach amqp://lab:hunter2@broker:5672/x now", "cannot reach amqp://(credentials)@broker:5672/x now")]
    [InlineData("AMQPS://lab:h@nter2@broker", "AMQPS://(credentials)@broker")]
    [InlineData("amqp://lab:hun ter2/@broker", "amqp://(credentials)@broker")]
    [InlineData("amqp://broker is not bob@example.org's", "amqp://(credentials)@example.org's")]
    [InlineData("amqp://broker:5672/ is gone", "amqp://broker:5672/ is gone")]
    public void User_and_password_are_taken_out_of_addresses(string message, string masked)
    {
        Assert.Equal(masked, AddressMask.Of(message));
    }

    [Theory]
    [InlineData("amqp://lab:hunter2@broker")]
    [InlineData("train", "amqp://lab:hunter2@broker")]
    [InlineData("train", "toy", "amqp://lab:hunter2@broker")]
    [InlineData("train", "toy", "--config", "amqp://lab:hunter2@broker")]
    [InlineData("train", "toy", "--backend", "amqp://lab:hunter2@broker")]
    [InlineData("eval", "amqp://lab:hunter2@broker")]
    [InlineData("report", "amqp://lab:hunter2@broker")]
    [InlineData("report", "amqp://lab:hunter2@broker", "--log-level", "debug")]
    public async Task An_address_that_stands_where_none_belongs_is_refused_without_its_password(params string[] arguments)
    {
        var run = await CommandRun.Of(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.DoesNotContain("hunter2", run.Error + run.Output, StringComparison.Ordinal);
    }
}
