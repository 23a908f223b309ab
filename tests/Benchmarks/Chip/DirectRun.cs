using Bss2.Chip.Blocks;
using Bss2.Messages.Experiment;

namespace Bss2.Benchmarks.Chip;

/// <summary>Batches by emulators called directly: one for each core on a thread of its own, each taking the next block when it is done, all waiting for the end of a batch.</summary>
internal sealed class DirectRun : IDisposable
{
    private readonly ChipEmulator[] _chips;
    private readonly Barrier _batch;
    private RunBlock[][] _runs = [];
    private int[] _next = [];

    public DirectRun(ChipConfiguration configuration, int cores)
    {
        _chips = [.. Enumerable.Range(0, cores).Select(_ => new ChipEmulator())];
        _batch = new Barrier(cores);
        foreach (var chip in _chips)
        {
            chip.Configure(configuration);
        }
    }

    public void Run(RunBlock[][] runs)
    {
        (_runs, _next) = (runs, new int[runs.Length]);
        var others = _chips[1..].Select(chip => Task.Factory.StartNew(() => Work(chip), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Work(_chips[0]);
        Task.WaitAll(others);
    }

    public void Dispose() => _batch.Dispose();

    private void Work(ChipEmulator chip)
    {
        for (var batch = 0; batch < _runs.Length; batch++)
        {
            int block;
            while ((block = Interlocked.Increment(ref _next[batch]) - 1) < _runs[batch].Length)
            {
                chip.Run(_runs[batch][block]);
            }

            _batch.SignalAndWait();
        }
    }
}
