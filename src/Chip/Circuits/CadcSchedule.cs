using Bss2.Chip.Randomness;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Circuits;

/// <summary>
/// When the column ADCs sample: <c>t_k = phase + k · period</c>, k = 0 .. floor(duration / period) − 1, so that every sample of a batch has the same
/// number of points within [0, duration). The plasticity processors run freely, so the phase is uniform in a period for each run; the two halves
/// share it up to an offset of sigma 0.1 us, modulo the period (estimates: grenade ppu.h starts both without a barrier).
/// Without <see cref="Imperfections.CadcPhase"/> the phase is 0.
/// </summary>
internal static class CadcSchedule
{
    /// <summary>Sigma of the offset of each half from the common phase, 0.1 us in ticks. Estimate.</summary>
    private const double HemisphereOffsetTicks = 25;

    /// <summary>Points of a run of this duration.</summary>
    public static int PointCount(int durationTicks, int periodTicks) => durationTicks / periodTicks;

    /// <summary>Ticks [sample, point] of consecutive samples at one half.</summary>
    /// <param name="settings">Chip, period, and whether the phase is random.</param>
    /// <param name="run">Key of the noise.</param>
    /// <param name="hemisphere">0 = top, 1 = bottom.</param>
    /// <param name="firstSample">Position of the first sample in its batch.</param>
    /// <param name="pointCount">Points of each sample.</param>
    /// <param name="ticks">Result; its length is a multiple of <paramref name="pointCount"/>.</param>
    /// <param name="stride">
    /// Sampling takes this many times the period of <paramref name="settings"/>. Its points are then some of those at that period, beginning at any of them: what
    /// ends the stretches of the integration does not depend on how fast is recorded.
    /// </param>
    public static void Fill(ChipSettings settings, RunKey run, int hemisphere, int firstSample, int pointCount, Span<int> ticks, int stride = 1)
    {
        if (pointCount == 0)
        {
            return;
        }

        var key = StreamKey.ForRun(run, settings.Serial, NoisePurpose.CadcPhaseNoise);
        for (var sample = 0; sample * pointCount < ticks.Length; sample++)
        {
            var phase = settings.Enabled.HasFlag(Imperfections.CadcPhase)
                ? Phase(Philox.Next(key, 0, 0, (uint)(firstSample + sample), (uint)run.Update), hemisphere, settings.CadcPeriodTicks, stride)
                : 0;
            for (var point = 0; point < pointCount; point++)
            {
                ticks[(sample * pointCount) + point] = phase + (point * stride * settings.CadcPeriodTicks);
            }
        }
    }

    private static int Phase(PhiloxBlock random, int hemisphere, int period, int stride)
    {
        var common = (int)(((ulong)random.X0 * (uint)period) >> 32);
        var word = hemisphere == 0 ? random.X1 : random.X2;
        var offset = (int)Math.Round(ByteSumGaussian.Sum(word) * (HemisphereOffsetTicks / ByteSumGaussian.SigmaOfFour));
        var turn = (int)(((ulong)random.X3 * (uint)stride) >> 32);
        var phase = (common + offset + (turn * period)) % (stride * period);
        return phase < 0 ? phase + (stride * period) : phase;
    }
}
