using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Circuits;

/// <summary>
/// When the membrane ADC samples, in cycles of its 500 MHz clock: a conversion takes 12 + 5 of them, 34 ns (haldls madc.cpp), so one input has 29.41 MS/s. Two
/// inputs take turns: each has half of that, the odd one a conversion after the even one. The converter is powered up before the run, long enough that its
/// 96 cycles of power-up and the 8 us which calix discards after it lie before t = 0; it runs freely, so the phase is uniform in one period for each run.
/// Without <see cref="Imperfections.MadcPhase"/> it is 0.
/// </summary>
internal static class MadcSchedule
{
    /// <summary>Cycles of 2 ns in a tick of 4 ns.</summary>
    public const int CyclesPerTick = 2;

    /// <summary>Samples of all inputs together that a run may have: the counter of a recording that is not continuous has 16 bits.</summary>
    public const int MaximumSamples = 65_535;

    private const int CyclesPerConversion = 12 + 5;

    /// <summary>Samples of each input in a run of this duration.</summary>
    public static int PointCount(int durationTicks, int inputs) =>
        (int)Math.Min(int.MaxValue, (long)CyclesPerTick * durationTicks / (inputs * CyclesPerConversion));

    /// <summary>Longest run that fits, ticks.</summary>
    public static int LongestTicks(int inputs) => (((MaximumSamples / inputs) + 1) * inputs * CyclesPerConversion / CyclesPerTick) - 1;

    /// <summary>Cycles [point] of one run at one input.</summary>
    /// <param name="settings">Chip, and whether the phase is random.</param>
    /// <param name="run">Key of the noise.</param>
    /// <param name="sample">Position of the sample in its batch.</param>
    /// <param name="inputs">Inputs in use, 1 or 2.</param>
    /// <param name="turn">Which of them, in the order of their turns.</param>
    /// <param name="cycles">Result, rising.</param>
    public static void Fill(ChipSettings settings, RunKey run, int sample, int inputs, int turn, Span<int> cycles)
    {
        var period = inputs * CyclesPerConversion;
        var phase = 0;
        if (settings.Enabled.HasFlag(Imperfections.MadcPhase))
        {
            var random = Philox.Next(StreamKey.ForRun(run, settings.Serial, NoisePurpose.MadcPhaseNoise), 0, 0, (uint)sample, (uint)run.Update);
            phase = (int)(((ulong)random.X0 * (uint)period) >> 32);
        }

        var first = (phase + (turn * CyclesPerConversion)) % period;
        for (var point = 0; point < cycles.Length; point++)
        {
            cycles[point] = first + (point * period);
        }
    }
}
