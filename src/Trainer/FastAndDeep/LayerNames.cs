using Bss2.Trainer.Numerics.SpikeTimes;

namespace Bss2.Trainer.FastAndDeep;

/// <summary>Names of layers, in messages and as the first part of their parameters' names.</summary>
internal static class LayerNames
{
    /// <summary>"hidden" ("hidden0", "hidden1" … where there are several), then "label".</summary>
    public static string[] Of(SpikeTimeNetwork network)
    {
        var hidden = network.Layers.Count - 1;
        return [.. Enumerable.Range(0, hidden).Select(l => hidden == 1 ? "hidden" : FormattableString.Invariant($"hidden{l}")), "label"];
    }
}
