using Bss2.Cluster.Tests.Processes;
using Bss2.TestKit.Broker;

namespace Bss2.Cluster.Tests.Faults;

/// <summary>A fact that cuts a node's network; where that cannot be done the test is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CutNodeFactAttribute : FactAttribute
{
    public CutNodeFactAttribute()
    {
        if (!PrivateBroker.Available(out var reason) || !NetworkNamespace.Available(out reason))
            Skip = reason;
    }
}
