using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Trainer.Training;

/// <summary>
/// Hands the blocks of one run to replicas, each of which holds at most a few at a time so that its pipeline stays full, and collects each
/// block's recording once. Which replica ran a block leaves no trace in the recording, so results do not depend on any of this.
/// </summary>
internal sealed class BlockStage(IEnumerable<ActorRef> replicas, int blocksPerReplica, ActorRef trainer)
{
    /// <summary>Sendings of a block that may fail before the training does.</summary>
    public const int FailuresPermitted = 3;

    private readonly List<Replica> _replicas = [.. replicas.Select(r => new Replica(r))];
    private readonly Dictionary<BlockId, Replica> _running = [];
    private readonly Queue<int> _waiting = [];
    private RackConfiguration? _configuration;
    private RunBlock[] _blocks = [];
    private BlockRecording?[] _recordings = [];
    private int[] _failures = [];
    private long _run;

    /// <summary>Version of the configuration that replicas have, 0 before the first.</summary>
    public int ConfigurationVersion => _configuration?.Version ?? 0;

    /// <summary>Sends a configuration to all replicas. Mailboxes keep order, so blocks that follow find it.</summary>
    public void Configure(RackConfiguration configuration)
    {
        _configuration = configuration;
        foreach (var replica in _replicas)
        {
            replica.Ref.Tell(configuration, trainer);
        }
    }

    /// <summary>Starts a run; <see cref="Accept"/> says which of its blocks are there.</summary>
    /// <param name="run">Number of the run.</param>
    /// <param name="blocks">Blocks numbered from 0.</param>
    /// <param name="count">Blocks of the whole run: more than those given where some follow from others, see <see cref="Add"/>.</param>
    public void Start(long run, RunBlock[] blocks, int count)
    {
        _run = run;
        _blocks = new RunBlock[count];
        blocks.CopyTo(_blocks, 0);
        _recordings = new BlockRecording?[count];
        _failures = new int[count];
        _waiting.Clear();
        for (var block = 0; block < blocks.Length; block++)
        {
            _waiting.Enqueue(block);
        }

        SendWaiting();
    }

    /// <summary>A further block of the run in hand.</summary>
    public void Add(RunBlock block)
    {
        _blocks[block.Id.Block] = block;
        _waiting.Enqueue(block.Id.Block);
        SendWaiting();
    }

    /// <summary>Takes a result and returns its block; null for a second one of the same block, or one of an earlier run, which only frees its replica.</summary>
    public int? Accept(BlockRecording recording)
    {
        Free(recording.Id);
        var mine = recording.Id.Run == _run && _recordings[recording.Id.Block] is null;
        if (mine)
        {
            _recordings[recording.Id.Block] = recording;
        }

        SendWaiting();
        return mine ? recording.Id.Block : null;
    }

    /// <summary>A block failed: it is sent again, after the configuration in case that its replica had lost it. Returns why the training cannot go on, or null.</summary>
    public string? Reject(BlockFailed failed)
    {
        var replica = Free(failed.Id);
        var block = failed.Id.Block;
        if (failed.Id.Run == _run && _recordings[block] is null)
        {
            if (++_failures[block] >= FailuresPermitted)
            {
                return $"Block {block} of run {_run} (samples from position {failed.FirstSample}) failed {FailuresPermitted} times, last with: {failed.Reason}";
            }

            if (replica is not null && _configuration is not null)
            {
                replica.Ref.Tell(_configuration, trainer);
            }

            SendAgain(block, failed.Id.Attempt);
        }

        SendWaiting();
        return null;
    }

    /// <summary>A replica ended: its blocks go to the others. Returns why the training cannot go on, or null.</summary>
    public string? Lose(ActorRef gone)
    {
        var replica = _replicas.Find(r => ReferenceEquals(r.Ref, gone));
        if (replica is null)
        {
            return null;
        }

        _replicas.Remove(replica);
        foreach (var id in _running.Where(entry => entry.Value == replica).Select(entry => entry.Key).ToArray())
        {
            _running.Remove(id);
            if (id.Run == _run && _recordings[id.Block] is null)
            {
                SendAgain(id.Block, id.Attempt);
            }
        }

        if (_replicas.Count == 0)
        {
            return $"All replicas have ended, the last one was {gone.Path}: no chip is left to run blocks; resume from the checkpoint.";
        }

        SendWaiting();
        return null;
    }

    private void SendAgain(int block, int attempt)
    {
        var next = Math.Max(attempt, _blocks[block].Id.Attempt) + 1;
        _blocks[block] = _blocks[block] with { Id = new BlockId(_run, block, next) };
        _waiting.Enqueue(block);
    }

    private Replica? Free(BlockId id)
    {
        if (_running.Remove(id, out var replica))
        {
            replica.Load--;
        }

        return replica;
    }

    private void SendWaiting()
    {
        while (_waiting.TryPeek(out var block))
        {
            Replica? idlest = null;
            foreach (var replica in _replicas)
            {
                if (replica.Load < blocksPerReplica && (idlest is null || replica.Load < idlest.Load))
                {
                    idlest = replica;
                }
            }

            if (idlest is null)
            {
                return;
            }

            _waiting.Dequeue();
            if (_recordings[block] is null)
            {
                idlest.Load++;
                _running.Add(_blocks[block].Id, idlest);
                idlest.Ref.Tell(_blocks[block], trainer);
            }
        }
    }

    private sealed class Replica(ActorRef reference)
    {
        public ActorRef Ref { get; } = reference;

        public int Load { get; set; }
    }
}
