using Bss2.Actors.Runtime;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Nodes.Operations;
using Microsoft.Extensions.Logging;

namespace Bss2.Nodes.Cluster;

/// <summary>What a node holds of one training: its newest configuration, its racks and its blocks. Part of the <see cref="NodeActor"/>, called in its turns alone.</summary>
internal sealed class NodeTraining(string id, ActorRef trainer, string prefix, NodeSetup setup, ActorContext node)
{
    /// <summary>A block whose racks end so often is at fault itself.</summary>
    public const int DeathsPermitted = 3;

    /// <summary>How long the broadcast of a configuration may come after the first block that needs it, before it is asked for.</summary>
    public static readonly TimeSpan BroadcastDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Time between two questions for a configuration.</summary>
    public static readonly TimeSpan QuestionInterval = TimeSpan.FromSeconds(1);

    /// <summary>Questions without an answer after which blocks are dropped: their trainer publishes them again if it still wants them.</summary>
    public const int QuestionsPermitted = 10;

    // In the order of run and block, so that what waited starts in the trainer's order.
    private readonly SortedDictionary<(long Run, int Block), BlockInHand> _blocks = [];
    private readonly RackPool _racks = new(prefix, setup, node);
    private RackConfiguration? _configuration;
    private ScheduledTell? _question;
    private int _questions;

    public string Id { get; } = id;

    /// <summary>Who has the configurations and wants the answers.</summary>
    public ActorRef Trainer { get; } = trainer;

    /// <summary>Blocks run and answered.</summary>
    public long Done { get; private set; }

    /// <summary>Deliveries that are neither answered nor given back.</summary>
    public int InHand => _blocks.Values.Sum(block => block.Deliveries.Count);

    /// <summary>Takes a configuration unless a newer one is there, and starts what waited for it. The same version again makes racks sure of it that had lost it.</summary>
    public void Configure(RackConfiguration configuration)
    {
        if (configuration.Version < _configuration?.Version)
        {
            return;
        }

        if (_configuration is null)
        {
            setup.Log.TrainingSeen(Id, configuration.Version);
        }

        _configuration = configuration;
        _racks.Configure(configuration);
        foreach (var block in Waiting())
        {
            Place(block);
        }
    }

    /// <summary>Takes a block: runs it, keeps it until its configuration is there, or drops it where the trainer has gone on since.</summary>
    public void Take(RunBlock block, Delivery delivery)
    {
        if (_blocks.TryGetValue((block.Id.Run, block.Id.Block), out var present))
        {
            present.Attach(delivery);
            return;
        }

        var taken = new BlockInHand(block);
        taken.Attach(delivery);
        _blocks.Add((block.Id.Run, block.Id.Block), taken);
        Place(taken);
    }

    /// <summary>Takes an answer of a rack, or of its only chip, which answers itself. False where it is of no rack of this training.</summary>
    public bool Answer(object answer, BlockId id, ActorRef rack)
    {
        if (!_blocks.TryGetValue((id.Run, id.Block), out var block) || block.Rack is not { } runs || !IsOf(runs, rack) || block.Block.Id != id)
        {
            return false;
        }

        runs.Load--;
        Conclude(block, answer);
        return true;
    }

    /// <summary>A rack ended: its blocks run again on others. False where it is none of this training.</summary>
    public bool Lose(ActorRef address)
    {
        if (_racks.Remove(address) is not { } rack)
        {
            return false;
        }

        foreach (var block in _blocks.Values.Where(block => block.Rack == rack).ToArray())
        {
            block.Rack = null;
            if (++block.Deaths >= DeathsPermitted)
            {
                Conclude(block, new BlockFailed(block.Block.Id, block.Block.FirstSample, $"{block.Deaths} racks of node '{setup.Name}' ended while they ran the block."));
            }
            else
            {
                Place(block);
            }
        }

        return true;
    }

    /// <summary>The time for a configuration has passed: asks for it, or drops what waits where nobody answers.</summary>
    public void AskForConfiguration()
    {
        _question = null;
        var waiting = Waiting();
        if (waiting.Length == 0)
        {
            return;
        }

        if (_questions++ >= QuestionsPermitted)
        {
            foreach (var block in waiting)
            {
                Finish(block, null);
            }

            return;
        }

        Trainer.Tell(new ConfigurationWanted(Id, waiting.Max(block => block.Block.ConfigurationVersion)), node.Self);
        AskIn(QuestionInterval);
    }

    /// <summary>Gives back what does not run.</summary>
    public void ReturnWaiting()
    {
        foreach (var block in Waiting())
        {
            _blocks.Remove((block.Block.Id.Run, block.Block.Id.Block));
            block.Return(node.Self);
        }
    }

    /// <summary>Drops everything: nobody wants it any more.</summary>
    public void Forget()
    {
        _question?.Cancel();
        _racks.Stop();
        foreach (var block in _blocks.Values)
        {
            block.Finish(null, node.Self);
        }

        _blocks.Clear();
    }

    private static bool IsOf(RackSlot rack, ActorRef answerer) =>
        answerer == rack.Address || answerer.Path.StartsWith(rack.Address.Path + "/", StringComparison.Ordinal);

    private BlockInHand[] Waiting() => [.. _blocks.Values.Where(block => block.Rack is null)];

    private void Place(BlockInHand block)
    {
        var (wanted, present) = (block.Block.ConfigurationVersion, _configuration?.Version ?? 0);
        if (_configuration is null || wanted > present)
        {
            if (_question is null)
            {
                _questions = 0;
                AskIn(BroadcastDelay);
            }
        }
        else if (wanted < present)
        {
            // A trainer changes the configuration only after the last answer that it needs from the one before.
            Finish(block, null);
        }
        else
        {
            block.Rack = _racks.Idlest();
            block.Rack.Load++;
            block.Started = node.System.Time.GetTimestamp();
            block.Rack.Address.Tell(block.Block, node.Self);
        }
    }

    private void AskIn(TimeSpan delay) => _question = node.ScheduleTell(delay, node.Self, new ConfigurationOverdue(Id));

    private void Finish(BlockInHand block, object? answer)
    {
        _blocks.Remove((block.Block.Id.Run, block.Block.Id.Block));
        block.Finish(answer, node.Self);
    }

    private void Conclude(BlockInHand block, object answer)
    {
        Finish(block, answer);
        if (answer is BlockFailed failed)
        {
            setup.Meter.BlockFailed();
            setup.Log.BlockFailed(Id, block.Name, failed.Reason);
            return;
        }

        Done++;
        var first = block.Deliveries[0];
        var (seconds, wait) = (node.System.Time.GetElapsedTime(block.Started).TotalSeconds, first.QueueWait.TotalSeconds);
        setup.Meter.BlockDone(seconds, wait, NeuronSteps(block.Block), first.Redelivered);
        if (setup.Log.IsEnabled(LogLevel.Debug))
        {
            setup.Log.BlockDone(Id, block.Name, seconds, wait, first.Redelivered);
        }
    }

    /// <summary>Samples x circuits in use x integration steps.</summary>
    private long NeuronSteps(RunBlock block)
    {
        var samples = block.Inputs.Length == 0 ? 0 : block.Inputs[0].Spikes.SampleCount;
        var chips = _configuration!.Chips;
        return samples * _configuration.Network.Populations.Where(p => p.Kind != PopulationKind.Input).Sum(p =>
            p.Size * (block.Duration.Value / (Array.Find(chips, c => c.Name == p.Chip) ?? chips[0]).Settings.StepTicks));
    }
}
