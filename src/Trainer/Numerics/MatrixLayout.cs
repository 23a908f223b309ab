namespace Bss2.Trainer.Numerics;

/// <summary>Copies between weights [target, source] without padding and the padded layouts of <see cref="SynapseKernel"/>.</summary>
internal static class MatrixLayout
{
    // Small square tiles keep both sides of a transposition in the first cache level.
    private const int Tile = 8;

    /// <summary>[target, source] to [source, target lane], padding zeroed.</summary>
    public static void Transpose(ReadOnlySpan<float> weights, int targets, int sources, Span<float> bySource)
    {
        var stride = Lanes.Pad(targets);
        if (stride != targets)
        {
            bySource.Clear();
        }

        for (var target = 0; target < targets; target += Tile)
        {
            var last = Math.Min(target + Tile, targets);
            for (var source = 0; source < sources; source++)
            {
                var row = bySource.Slice(source * stride, stride);
                for (var t = target; t < last; t++)
                {
                    row[t] = weights[(t * sources) + source];
                }
            }
        }
    }

    /// <summary>Adds [source, target lane] to [target, source].</summary>
    public static void AddTransposed(ReadOnlySpan<float> bySource, int targets, int sources, Span<float> gradient)
    {
        var stride = Lanes.Pad(targets);
        for (var target = 0; target < targets; target += Tile)
        {
            var last = Math.Min(target + Tile, targets);
            for (var source = 0; source < sources; source++)
            {
                var row = bySource.Slice(source * stride, stride);
                for (var t = target; t < last; t++)
                {
                    gradient[(t * sources) + source] += row[t];
                }
            }
        }
    }

    /// <summary>[target, source] to [target, source lane], padding zeroed.</summary>
    public static void Pad(ReadOnlySpan<float> weights, int targets, int sources, Span<float> byTarget)
    {
        var stride = Lanes.Pad(sources);
        for (var target = 0; target < targets; target++)
        {
            var row = byTarget.Slice(target * stride, stride);
            weights.Slice(target * sources, sources).CopyTo(row);
            row[sources..].Clear();
        }
    }
}
