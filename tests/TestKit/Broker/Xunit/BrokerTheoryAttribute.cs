namespace Bss2.TestKit.Broker.Xunit;

/// <summary>A theory that needs a private broker; where none can be started the test is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrokerTheoryAttribute : TheoryAttribute
{
    public BrokerTheoryAttribute()
    {
        if (!PrivateBroker.Available(out var reason))
            Skip = reason;
    }
}
