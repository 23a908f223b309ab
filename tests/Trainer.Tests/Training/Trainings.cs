using System.Collections.Concurrent;
using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.Data;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Training;

/// <summary>Small trainings of the <see cref="LinearModel"/>.</summary>
internal static class Trainings
{
    public static readonly OptionSpec[] Specs =
    [
        new("epochs", OptionKind.WholeNumber, 3L, "") { DecidesResults = false },
        new("seed", OptionKind.WholeNumber, 1L, ""),
        new("note", OptionKind.Text, "all", ""),
    ];

    public static TrainingTask Task(Backend backend, int blockSize = 4, int replicas = 1, int epochs = 3, ulong seed = 1, int batchSize = 30, LinearModel? model = null)
    {
        var options = new OptionSet(Specs);
        options.Set("epochs", epochs.ToString(System.Globalization.CultureInfo.InvariantCulture), "test");
        options.Set("seed", seed.ToString(System.Globalization.CultureInfo.InvariantCulture), "test");
        return new TrainingTask
        {
            Experiment = "linear",
            Model = model ?? new LinearModel(seed),
            Train = YinYangDataset.Create(120, 42),
            Test = YinYangDataset.Create(50, 40),
            Backend = backend,
            Seed = seed,
            Epochs = epochs,
            BatchSize = batchSize,
            LearningRate = new StepLR(0.05, 2, 0.5),
            Rack = backend == Backend.Chip ? [new RackChip("chip", new ChipSettings(new ChipSerial(1)))] : null,
            BlockSize = blockSize,
            Replicas = replicas,
            Options = options,
            Snapshot = new SnapshotRequest(YinYangDataset.Grid(5), 5, 3),
        };
    }

    /// <summary>A session whose replicas follow scripts, one for each; whose clock stands still, so that seconds do not differ between runs.</summary>
    public static TrainingSession Session(int workers = 2, int blocksPerReplica = 2, params ReplicaScript[] scripts) => new()
    {
        Workers = workers,
        BlocksPerReplica = blocksPerReplica,
        Clock = new StandingClock(),
        SpawnReplica = (context, k) => context.Spawn(Props.Create(() => new ScriptedReplica(k < scripts.Length ? scripts[k] : new ReplicaScript())), $"replica-{k}"),
    };

    /// <summary>Trains a <see cref="HookedModel"/> and interrupts it with the update of a batch, see <see cref="HookedModel.AfterTotals"/>.</summary>
    /// <param name="place">Where.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="batch">From 1.</param>
    /// <param name="task">Makes the task with a model that calls what it is given.</param>
    public static async Task InterruptAsync(TemporaryFolder place, int epoch, int batch, Func<Action<BatchTotals>?, TrainingTask> task)
    {
        using var interruption = new CancellationTokenSource();
        void At(BatchTotals totals)
        {
            if ((totals.Epoch, totals.Batch) == (epoch, batch))
            {
                interruption.Cancel();
            }
        }

        await Assert.ThrowsAsync<TrainingInterruptedException>(() => Session().RunAsync(task(At), RunFolder.Create(place.Path), interruption: interruption.Token));
    }

    /// <summary>Trains in a fresh folder and returns all its files.</summary>
    public static async Task<Dictionary<string, byte[]>> FilesOfAsync(TrainingTask task, TrainingSession session)
    {
        using var place = new TemporaryFolder();
        await session.RunAsync(task, RunFolder.Create(place.Path));
        return place.Files();
    }
}

/// <summary>Events of a training, in order.</summary>
internal sealed class EventLog
{
    private readonly ConcurrentQueue<object> _events = [];

    public IReadOnlyCollection<object> All => _events;

    public void Add(object happened) => _events.Enqueue(happened);
}

/// <summary>A clock that stands still, so that seconds do not differ between runs.</summary>
internal sealed class StandingClock : TimeProvider
{
    public override long GetTimestamp() => 0;
}
