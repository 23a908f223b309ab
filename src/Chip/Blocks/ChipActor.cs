using Bss2.Actors.Runtime;
using Bss2.Chip.Hagen;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Chip.Blocks;

/// <summary>
/// One emulated chip. Takes <see cref="ChipConfiguration"/> (no answer) and <see cref="RunBlock"/>, which it answers to the sender with
/// <see cref="BlockRecording"/> or <see cref="BlockFailed"/>. Blocks run as a pipeline through the chip's parts; a configuration waits until
/// the blocks before it are done. Whatever goes wrong with a block or its configuration ends as <see cref="BlockFailed"/>, never as a number.
/// </summary>
public sealed class ChipActor : Actor
{
    /// <summary>Messages that may wait for a configuration; senders keep a few blocks in flight, so more is a fault of theirs.</summary>
    private const int MaximumWaiting = 1024;

    private readonly Dictionary<BlockId, Running> _running = [];

    private readonly Queue<(object Message, ActorRef Sender)> _waiting = new();
    private ChipParts? _parts;
    private PlacedNetwork? _placed;
    private ChipConfiguration? _configuration;
    private ChipConfiguration? _refused;
    private string _fault = "";
    private int _answersAwaited;

    /// <summary>Recipe for a chip.</summary>
    public static Props Recipe { get; } = Props.Create(static () => new ChipActor());

    /// <inheritdoc />
    protected override void Receive(object message)
    {
        switch (message)
        {
            case CadcReported part when _running.TryGetValue(part.Block, out var block):
                FinishIf(block.Assembly.Add(part), part.Block, block);
                break;
            case SpikesReported part when _running.TryGetValue(part.Block, out var block):
                FinishIf(block.Assembly.Add(part), part.Block, block);
                break;
            case HealthReported part when _running.TryGetValue(part.Block, out var block):
                FinishIf(block.Assembly.Add(part), part.Block, block);
                break;
            case MadcReported part when _running.TryGetValue(part.Block, out var block):
                FinishIf(block.Assembly.Add(part), part.Block, block);
                break;
            case VectorsReported part when _running.TryGetValue(part.Block, out var block):
                FinishIf(block.Assembly.Add(part), part.Block, block);
                break;
            case RunBlock block when _waiting.Count >= MaximumWaiting:
                Sender.Tell(new BlockFailed(block.Id, block.FirstSample, $"The chip has {_waiting.Count} messages waiting, the most it takes; send fewer blocks at a time."), Self);
                break;
            case RunBlock or ChipConfiguration:
                _waiting.Enqueue((message, Sender));
                TakeWaiting();
                break;
            case StageConfigured stage:
                TakeAnswer(stage);
                break;
            case StageFailed failed when _running.Remove(failed.Block, out var block):
                _parts?.Abandon(new AbandonBlock(failed.Block));
                block.Sender.Tell(new BlockFailed(failed.Block, block.FirstSample, failed.Reason), Self);
                TakeWaiting();
                break;
            case CadcReported or SpikesReported or MadcReported or VectorsReported or HealthReported or StageFailed:
                // Parts of a block that has failed already.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        foreach (var (id, block) in _running)
        {
            block.Sender.Tell(new BlockFailed(id, block.FirstSample, "The chip was stopped while the block ran; send it to another."), Self);
        }

        foreach (var (message, sender) in _waiting)
        {
            if (message is RunBlock block)
            {
                sender.Tell(new BlockFailed(block.Id, block.FirstSample, "The chip was stopped before the block ran; send it to another."), Self);
            }
        }
    }

    private void TakeWaiting()
    {
        while (_answersAwaited == 0 && _waiting.TryPeek(out var next))
        {
            if (next.Message is ChipConfiguration && _running.Count > 0)
            {
                return;
            }

            _waiting.Dequeue();
            if (next.Message is ChipConfiguration configuration)
            {
                Configure(configuration);
            }
            else
            {
                Start((RunBlock)next.Message, next.Sender);
            }
        }
    }

    private void Configure(ChipConfiguration configuration)
    {
        if (ReferenceEquals(configuration, _configuration))
        {
            return;
        }

        try
        {
            _parts ??= new ChipParts(Context);
            if (_placed is not null && _configuration is not null && ConfigurationComparer.SamePlacement(_configuration, configuration))
            {
                Placer.CheckWeights(_placed.Network, configuration.Weights);
                _answersAwaited = _parts.UpdateWeights(configuration);
            }
            else
            {
                var placed = Placer.Place(configuration.Network, configuration.Chip, configuration.Weights);
                _answersAwaited = _parts.Configure(placed, configuration);
                _placed = placed;
            }

            (_configuration, _refused) = (configuration, null);
        }
        catch (PlacementException fault)
        {
            (_refused, _fault) = (configuration, fault.Message);
        }
        catch (Exception fault)
        {
            // Half-way through: what the parts hold is unknown, so nothing may run until the next configuration.
            (_refused, _fault) = (configuration, $"{fault.GetType().Name}: {fault.Message}");
            (_configuration, _placed) = (null, null);
        }
    }

    private void TakeAnswer(StageConfigured stage)
    {
        _answersAwaited = Math.Max(0, _answersAwaited - 1);
        if (stage.Fault is not null)
        {
            // Some parts may have the new configuration and some not: none of it may run.
            (_refused, _fault) = (_configuration ?? _refused, stage.Fault);
            (_configuration, _placed) = (null, null);
        }

        TakeWaiting();
    }

    private void Start(RunBlock block, ActorRef sender)
    {
        if (Fault(block) is { } fault)
        {
            sender.Tell(new BlockFailed(block.Id, block.FirstSample, fault), Self);
            return;
        }

        var header = BlockHeader.Of(block);
        var running = new Running(new BlockAssembly(_placed!, header, block), block.FirstSample, sender);
        _running.Add(block.Id, running);
        foreach (var input in block.Inputs)
        {
            _parts!.Population(input.Population.Value).Tell(new EncodeInputs(header, input.Spikes), Self);
        }

        foreach (var vectors in block.Vectors)
        {
            _parts!.Population(vectors.Population.Value).Tell(new EncodeVectors(header, vectors, block.Vectors.Length), Self);
        }

        FinishIf(running.Assembly.IsComplete, block.Id, running);
    }

    private string? Fault(RunBlock block)
    {
        if (_refused?.Version == block.ConfigurationVersion)
        {
            return $"Configuration {_refused.Version} could not be used. {_fault}";
        }

        if (_configuration?.Version != block.ConfigurationVersion)
        {
            return ConfigurationComparer.WrongVersion(block, _configuration?.Version);
        }

        return _running.ContainsKey(block.Id)
            ? $"Block {block.Id} is running already; give each attempt its own number."
            : BlockRules.Fault(block, _configuration);
    }

    private void FinishIf(bool complete, BlockId id, Running block)
    {
        if (complete)
        {
            _running.Remove(id);
            block.Sender.Tell(block.Assembly.Build(), Self);
            TakeWaiting();
        }
    }

    private sealed record Running(BlockAssembly Assembly, int FirstSample, ActorRef Sender);
}
