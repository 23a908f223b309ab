namespace Bss2.Trainer.LeakyNetworks;

/// <summary>Collects what is wrong with a layer's configuration, so that all of it is said at once.</summary>
internal sealed class LayerFaults(string layer)
{
    private readonly List<string> _faults = [];

    public void Require(bool holds, string fault)
    {
        if (!holds)
        {
            _faults.Add(fault);
        }
    }

    /// <summary>One value for all neurons or one for each, all of them permitted.</summary>
    public void RequireValues(IReadOnlyList<double> values, int neurons, string name, Func<double, bool> permitted, string range)
    {
        Require(values.Count == 1 || values.Count == neurons, $"{name} has {values.Count} values for {neurons} neurons; give 1 for all or {neurons}");
        for (var k = 0; k < values.Count; k++)
        {
            Require(permitted(values[k]), $"{name}[{k}] is {values[k]}; permitted: {range}");
        }
    }

    public void RequireDecay(IReadOnlyList<double> values, int neurons, string name) => RequireValues(values, neurons, name, v => v is >= 0 and <= 1, "0..1");

    public void Throw()
    {
        if (_faults.Count > 0)
        {
            throw new ArgumentException($"Layer '{layer}' cannot be built: {string.Join("; ", _faults)}.");
        }
    }
}
