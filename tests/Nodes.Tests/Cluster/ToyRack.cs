using Bss2.Actors.Runtime;
using Bss2.Messages.Experiment;

namespace Bss2.Nodes.Tests.Cluster;

/// <summary>Stands for a rack of chips. With a supervisor it tells that everything it gets and does as it says; alone it records at once.</summary>
internal sealed class ToyRack(ActorRef? supervisor) : Actor
{
    private RackConfiguration? _configuration;

    public static Props Recipe(ActorRef? supervisor = null) => Props.Create(() => new ToyRack(supervisor));

    protected override void Receive(object message)
    {
        switch (message)
        {
            case RackConfiguration configuration:
                _configuration = configuration;
                supervisor?.Tell(configuration, Self);
                break;
            case RunBlock block when supervisor is not null:
                supervisor.Tell(block, Self);
                break;
            case RunBlock block:
                Context.Parent.Tell(Answer(block), Self);
                break;
            case FinishInside finish:
                var node = Context.Parent;
                Context.Spawn(Props.Create(() => new ToyChip(node)), "chip").Tell(Answer(finish.Block));
                break;
            case Finish finish:
                Context.Parent.Tell(Answer(finish.Block), Self);
                break;
            case BlockFailed failed:
                Context.Parent.Tell(failed, Self);
                break;
            case Die:
                throw new InvalidOperationException("The rack was told to die.");
            default:
                Unhandled(message);
                break;
        }
    }

    private object Answer(RunBlock block) => _configuration?.Version == block.ConfigurationVersion
        ? ToyBlocks.Record(block, _configuration)
        : new BlockFailed(block.Id, block.FirstSample, $"The rack has version {_configuration?.Version} and not {block.ConfigurationVersion}.");

    /// <summary>Command of the supervisor: answer.</summary>
    public sealed record Finish(RunBlock Block);

    /// <summary>Command of the supervisor: let a child answer in the rack's place, as the only chip of a rack does.</summary>
    public sealed record FinishInside(RunBlock Block);

    /// <summary>Command of the supervisor: end without a word.</summary>
    public sealed record Die;

    /// <summary>Answers in its own name.</summary>
    private sealed class ToyChip(ActorRef node) : Actor
    {
        protected override void Receive(object message) => node.Tell(message, Self);
    }
}
