using Bss2.Trainer.Experiments;
using static System.FormattableString;

namespace Bss2.Nodes.Commands;

/// <summary>What <c>bss2 trace intro</c> prints: the tutorial's lines, and what its pictures show.</summary>
internal static class TraceText
{
    public static string Of(IntroTrace trace)
    {
        var (baseline, threshold, scale) = (trace.Alignment.Baseline, trace.Alignment.LeakToThreshold, trace.Alignment.Scale);
        var peaks = trace.ChipPsps.Select(psp => psp.Max()).ToArray();
        string[] lines =
        [
            Invariant($"Chip {trace.Chip.Serial.Value}, seed {trace.Seed}: one LIF neuron, calibration spiking, inputs at {string.Join(", ", IntroTrace.InputRows)} us"),
            Invariant($"Weight 63: output spikes at {Times(trace.SpikesMicroseconds)}; {trace.Cadc.Codes.Length} CADC samples, {trace.Madc.Codes.Length} MADC samples"),
            Invariant($"Mock, weight 50: output spikes in rows {string.Join(", ", trace.MockSpikeRows)}"),
            Invariant($"CADC membrane baseline: {baseline.Value:0.00} (± {baseline.Error:0.00}, code − 128)"),
            Invariant($"Leak - Threshold on BSS-2: {threshold.Value:0.00} (± {threshold.Error:0.00} LSB)"),
            Invariant($"Trace scaling: {scale.Value:0.00000} (± {scale.Error:0.00000} per LSB)"),
            Invariant($"Weight scaling: {IntroTrace.WeightScaling:0} (measured on this neuron: {trace.MeasuredWeightScale.Scale.Value:0.0} ± {trace.MeasuredWeightScale.Scale.Error:0.0})"),
            Invariant($"PSP peak: model {trace.ModelPsp.Max():0.000}, {peaks.Length} runs of the chip {peaks.Min():0.000} to {peaks.Max():0.000}, mean {peaks.Average():0.000}"),
        ];
        return string.Join(Environment.NewLine, lines) + Environment.NewLine;
    }

    private static string Times(double[] microseconds) =>
        microseconds.Length == 0 ? "no time at all" : string.Join(", ", microseconds.Select(t => Invariant($"{t:0.00}"))) + " us";
}
