using Bss2.Trainer.Numerics;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

/// <summary>A model with a rule of its own for some updates, which remembers how often it has used it, clips its weights and tells what it did.</summary>
internal sealed class HookedModel(ulong seed) : WideModel(seed)
{
    private double _bumps;

    /// <summary>Whether the model itself makes the step of an update.</summary>
    public Func<BatchTotals, bool> Replaces { get; init; } = _ => false;

    /// <summary>Called at each update, between two batches: an interruption that is asked for here comes after the batch that follows, or in the pass that does.</summary>
    public Action<BatchTotals> AfterTotals { get; init; } = _ => { };

    /// <summary>Whether batches have a loss.</summary>
    public bool HasLoss { get; init; } = true;

    /// <summary>Numbers that the model remembers.</summary>
    public int Remembers { get; init; } = 1;

    /// <summary>Largest size of a weight.</summary>
    public double Clip { get; init; } = 100;

    /// <summary>All totals that were offered to <see cref="ReplaceStep"/>.</summary>
    public List<BatchTotals> Seen { get; } = [];

    /// <summary>Times that remarks were asked for.</summary>
    public int Asked { get; private set; }

    public override int ChunkSize => 7;

    public override ChunkOutcome RunChunk(object workspace, Chunk chunk, GradientBuffer? gradients)
    {
        var outcome = base.RunChunk(workspace, chunk, gradients);
        return outcome with
        {
            Loss = gradients is null || HasLoss ? outcome.Loss : double.NaN,
            Counts = [chunk.Count, 1],
            Observations = [.. Enumerable.Range(chunk.First, chunk.Count).Where(k => k % 2 == 0)],
            Hidden = chunk.WantsHidden ? [.. outcome.Scores.SelectMany(s => new[] { s, double.PositiveInfinity })] : [],
        };
    }

    public override bool ReplaceStep(BatchTotals totals)
    {
        Seen.Add(totals);
        AfterTotals(totals);
        if (!Replaces(totals))
        {
            return false;
        }

        // Grows from one use to the next, as the value of a bump does.
        Weight.Values[0] += 0.001 * ++_bumps;
        return true;
    }

    public override void AfterUpdate()
    {
        for (var k = 0; k < Weight.Count; k++)
        {
            Weight.Values[k] = Math.Clamp(Weight.Values[k], -Clip, Clip);
        }
    }

    public override double[] CaptureState() => [.. Enumerable.Repeat(_bumps, Remembers)];

    public override void RestoreState(double[] state) => _bumps = state[0];

    public override IEnumerable<string> Remarks(BatchTotals totals)
    {
        Asked++;
        return totals.Batch == 2 ? [$"bumped {_bumps} times"] : [];
    }

    public override IEnumerable<KeyValuePair<string, double>> SeriesOfUpdate(BatchTotals totals) =>
        totals.Batch == 1 ? [KeyValuePair.Create("bumps", _bumps), KeyValuePair.Create("missing", double.NaN)] : [];

    public override IEnumerable<KeyValuePair<string, double>> SeriesOfTest(TestScores scores) =>
        [KeyValuePair.Create("scores", (double)scores.Scores.Length), KeyValuePair.Create("last", scores[scores.Labels.Length - 1][0])];

    public override IEnumerable<NpyArray> Pictures() => [NpyArray.Of("bumps", [_bumps], 1)];
}
