namespace Bss2.Nodes.Commands;

/// <summary>Bad usage or configuration. All faults are reported at once.</summary>
internal sealed class UsageException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public UsageException(string fault)
        : this([fault])
    {
    }

    /// <summary>Each with actual and permitted values, where, and how to mend it.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
