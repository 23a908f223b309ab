using Bss2.Trainer.Data;

namespace Bss2.Trainer.Tests.LeakyNetworks;

/// <summary>Images of 4x4 pixels with stripes of three directions and some unevenness: to be told apart after a few updates.</summary>
internal static class Stripes
{
    public static Dataset Of(int count)
    {
        var (features, labels) = (new double[count * 16], new int[count]);
        for (var k = 0; k < features.Length; k++)
        {
            var (sample, x, y) = (k / 16, k % 4, k / 4 % 4);
            labels[sample] = sample % 3;
            var lit = (sample % 3) switch { 0 => x % 2, 1 => y % 2, _ => (x + y) % 2 };
            features[k] = (0.7 * lit) + (0.3 * (k * 0.618034 % 1));
        }

        return new Dataset(features, 16, labels, ["upright", "level", "chequered"]);
    }
}
