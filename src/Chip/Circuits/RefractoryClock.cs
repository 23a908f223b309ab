using Bss2.Messages.Units;

namespace Bss2.Chip.Circuits;

/// <summary>The refractory counter: 8 bit, clocked at 250 MHz / 2^(s + 1) (haldls neuron.h).</summary>
internal static class RefractoryClock
{
    private const int LargestCount = 255;

    /// <summary>The time that the counter really yields, in 4 ns ticks: the finest clock whose counter still holds it.</summary>
    public static int Ticks(double microseconds)
    {
        for (var scale = 0; ; scale++)
        {
            var period = 1 << (scale + 1);
            var count = (int)Math.Round(microseconds * HardwareTicks.PerMicrosecond / period, MidpointRounding.AwayFromZero);
            if (count <= LargestCount || scale == 15)
            {
                return Math.Clamp(count, 1, LargestCount) * period;
            }
        }
    }
}
