using Bss2.Actors.Runtime;
using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Trainer.Training;

namespace Bss2.Benchmarks.Chip;

/// <summary>The same batches through chip actors, one for each core, fed by the trainer's own stage: two blocks ahead, the next batch when one is complete.</summary>
internal sealed class ActorRun : IAsyncDisposable
{
    private const int BlocksAhead = 2;

    private readonly ActorSystem _system = ActorSystem.Create("chips");
    private readonly ActorRef _feeder;

    public ActorRun(RackConfiguration configuration, int cores) =>
        _feeder = _system.Spawn(Props.Create(() => new Feeder(configuration, cores)), "feeder");

    public async Task RunAsync(RunBlock[][] runs)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _feeder.Tell(new Feed(runs, done));
        await done.Task.ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    private sealed record Feed(RunBlock[][] Runs, TaskCompletionSource Done);

    private sealed class Feeder(RackConfiguration configuration, int cores) : Actor
    {
        private BlockStage? _stage;
        private Feed? _feed;
        private long _run;
        private int _batch;
        private int _missing;

        protected override void Receive(object message)
        {
            switch (message)
            {
                case BlockRecording recording:
                    if (_stage!.Accept(recording) is not null && --_missing == 0)
                    {
                        _batch++;
                        StartBatch();
                    }

                    break;
                case Feed feed:
                    (_feed, _batch) = (feed, 0);
                    if (_stage is null)
                    {
                        _stage = new BlockStage(Enumerable.Range(0, cores).Select(i => Context.Spawn(RackActor.Recipe, $"chip-{i}")), BlocksAhead, Self);
                        _stage.Configure(configuration);
                    }

                    StartBatch();
                    break;
                case BlockFailed failed:
                    _feed!.Done.TrySetException(new InvalidOperationException(failed.Reason));
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }

        private void StartBatch()
        {
            if (_batch == _feed!.Runs.Length)
            {
                _feed.Done.TrySetResult();
                return;
            }

            // Each run has a number of its own, or results of the one before would count.
            _run++;
            var blocks = _feed.Runs[_batch];
            _missing = blocks.Length;
            _stage!.Start(_run, [.. blocks.Select(block => block with { Id = block.Id with { Run = _run } })], blocks.Length);
        }
    }
}
