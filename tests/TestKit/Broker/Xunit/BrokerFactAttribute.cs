namespace Bss2.TestKit.Broker.Xunit;

/// <summary>A fact that needs a private broker; where none can be started the test is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrokerFactAttribute : FactAttribute
{
    public BrokerFactAttribute()
    {
        if (!PrivateBroker.Available(out var reason))
            Skip = reason;
    }
}
