using Bss2.Trainer.Data;

namespace Bss2.Trainer.Training;

/// <summary>What to run, when the run folder is written after a test, for the pictures of the report. It is run like a test (phase Probe), so it disturbs no result.</summary>
/// <param name="Grid">Points of the decision map, [GridWidth * GridWidth] samples in rows of rising y, or null where the data are not two-dimensional.</param>
/// <param name="GridWidth">Points along each axis.</param>
/// <param name="ExampleSample">Test sample whose rasters and traces are drawn.</param>
public sealed record SnapshotRequest(Dataset? Grid, int GridWidth, int ExampleSample)
{
    /// <summary>Whether scores, labels and hidden layers of the whole pass before the pictures are kept too.</summary>
    public bool TestOutputs { get; init; }

    /// <summary>Whether the decision maps of all epochs are kept, not that of the last alone.</summary>
    public bool KeepsMaps { get; init; }
}
