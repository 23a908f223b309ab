using Bss2.Actors.Runtime;

namespace Bss2.Trainer.Training;

/// <summary>One thread's worth of numerics: runs chunks of a batch with a workspace of its own.</summary>
internal sealed class GradientActor(TrainableModel model) : Actor
{
    private readonly object _workspace = model.CreateWorkspace();

    protected override void Receive(object message)
    {
        if (message is not ChunkWork work)
        {
            Unhandled(message);
            return;
        }

        if (work.Run(model, _workspace))
        {
            Sender.Tell(new ChunksRan(work), Self);
        }
    }
}
