using Bss2.Actors.Runtime;

namespace Bss2.Trainer.Training;

/// <summary>Hands events to whoever runs the session, and tells how the training ended.</summary>
internal sealed class ListenerActor(Action<object>? listener, TaskCompletionSource<object> end) : Actor
{
    protected override void Receive(object message)
    {
        try
        {
            listener?.Invoke(message);
        }
#pragma warning disable CA1031 // A listener that throws must not leave the session waiting for an end that it would have been told of.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            end.TrySetException(failure);
        }

        if (message is TrainingCompleted or TrainingInterrupted or TrainingFailed)
        {
            end.TrySetResult(message);
        }
    }
}
