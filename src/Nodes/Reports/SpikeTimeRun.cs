using Bss2.Trainer.FastAndDeep;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Reports;

/// <summary>What a snapshot of a spike-time network holds: its scores and hidden values are times, infinity for no spike.</summary>
/// <param name="Layers">Neurons of each layer.</param>
/// <param name="Snapshot">The snapshot.</param>
internal sealed record SpikeTimeRun(int[] Layers, Snapshot Snapshot)
{
    /// <summary>Null where the run is of another method.</summary>
    public static SpikeTimeRun? Of(RunData run) =>
        run.Snapshot is { } snapshot && snapshot.Further.FirstOrDefault(a => a.Name == SpikeTimeModel.LayersArray) is { } layers
            ? new SpikeTimeRun(layers.Integers(), snapshot)
            : null;

    public int Classes => Layers[^1];

    public int Samples => Snapshot.TestLabels.Length;

    /// <summary>Hidden neurons of a sample.</summary>
    public int Hidden => Layers.Sum() - Classes;

    public ReadOnlySpan<double> LabelTimes(int sample) => Snapshot.TestScores.AsSpan(sample * Classes, Classes);

    public ReadOnlySpan<double> HiddenTimes(int sample) => Snapshot.TestHidden.AsSpan(sample * Hidden, Hidden);

    /// <summary>Class that the label times name, −1 for none: the first, or the nearest to the true label's target where the run has targets.</summary>
    public static int ClassOf(RunData run, ReadOnlySpan<double> times)
    {
        var target = Target(run);
        var (best, least) = (-1, double.PositiveInfinity);
        for (var k = 0; k < times.Length; k++)
        {
            var distance = Math.Abs(times[k] - target);
            (best, least) = distance < least ? (k, distance) : (best, least);
        }

        return best;
    }

    /// <summary>The time that a class is read nearest to; 0 where the first spike decides.</summary>
    public static double Target(RunData run) => run.Text("loss") == "targets" ? run.Number("timeCorrect") ?? 0 : 0;
}
