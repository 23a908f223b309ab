namespace Bss2.TestKit.Broker.Xunit;

/// <summary>The broker that the tests of an assembly share.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private PrivateBroker? _broker;

    /// <summary>The broker; there is none where it is not installed, but then the tests that need it are skipped.</summary>
    public PrivateBroker Broker => _broker ?? throw new InvalidOperationException("No broker is installed; mark the test with [BrokerFact].");

    public async Task InitializeAsync()
    {
        if (PrivateBroker.Available(out _))
            _broker = await PrivateBroker.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_broker is { } broker)
            await broker.DisposeAsync();
    }
}
