namespace Bss2.Nodes.Pictures;

/// <summary>Keeps long curves small: of the points that fall in one column of the picture only the first, lowest, highest and last are kept.</summary>
internal static class Thinning
{
    /// <summary>Indices of the points to draw, rising; all where the curve has at most four points for each column.</summary>
    public static int[] Keep(IReadOnlyList<double> y, int columns)
    {
        var count = y.Count;
        if (count <= 4 * columns)
        {
            return [.. Enumerable.Range(0, count)];
        }

        var kept = new List<int>(4 * columns);
        for (var column = 0; column < columns; column++)
        {
            var from = (int)((long)count * column / columns);
            var to = (int)((long)count * (column + 1) / columns);
            var (low, high) = (from, from);
            for (var k = from; k < to; k++)
            {
                low = y[k] < y[low] ? k : low;
                high = y[k] > y[high] ? k : high;
            }

            int[] corners = [from, low, high, to - 1];
            kept.AddRange(corners.Distinct().Order());
        }

        return [.. kept];
    }
}
