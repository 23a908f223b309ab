using System.Globalization;

namespace Bss2.Nodes.Commands;

/// <summary>Where a training goes when nobody says so: <c>runs/EXPERIMENT-BACKEND-seedN</c>, with the first free number behind it where that is taken.</summary>
internal static class DefaultRunDirectory
{
    public static string Choose(string experiment, string backend, string seed, Func<string, bool> exists)
    {
        var first = Path.Combine("runs", $"{experiment}-{backend}-seed{seed}");
        if (!exists(first))
        {
            return first;
        }

        for (var number = 2; ; number++)
        {
            var next = $"{first}-{number.ToString(CultureInfo.InvariantCulture)}";
            if (!exists(next))
            {
                return next;
            }
        }
    }
}
