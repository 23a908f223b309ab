namespace Bss2.Actors.Runtime;

/// <summary>An address that lives until its one answer has come.</summary>
internal abstract class QuestionRef(ActorSystem system) : ActorRef(system)
{
    /// <summary>Ends with the answer, or when it is no longer waited for.</summary>
    internal abstract Task Answered { get; }
}

/// <summary>The address that the answer to one question comes back to. Later answers are dead letters.</summary>
internal sealed class AskRef<T>(ActorSystem system, ActorRef asked, object question) : QuestionRef(system)
{
    private readonly TaskCompletionSource<T> _answer = new(system.Dispatcher.AnswerOptions);
    private ITimer? _timer;
    private CancellationTokenRegistration _cancellation;
    private TimeSpan _timeout;

    public override string Path => "/ask";

    internal override Task Answered => _answer.Task;

    public Task<T> Wait(TimeSpan timeout, CancellationToken cancellation)
    {
        _timeout = timeout;
        if (timeout != Timeout.InfiniteTimeSpan)
            _timer = System.Time.CreateTimer(static state => ((AskRef<T>)state!).Expire(), this, timeout, Timeout.InfiniteTimeSpan);
        if (cancellation.CanBeCanceled)
            _cancellation = cancellation.UnsafeRegister(static (state, token) => ((AskRef<T>)state!).Cancel(token), this);
        return _answer.Task;
    }

    public override void Tell(object message, ActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var first = message is T answer
            ? _answer.TrySetResult(answer)
            : _answer.TrySetException(new InvalidOperationException(
                $"{asked.Path} answered {question.GetType().Name} with {message.GetType().Name} instead of {typeof(T).Name}; ask for the type that it answers with."));
        if (first)
            Release();
        else
            System.Letters.Publish(message, sender, this, DeadLetterReason.NobodyThere);
    }

    private void Expire()
    {
        _answer.TrySetException(new TimeoutException($"{asked.Path} did not answer {question.GetType().Name} within {_timeout}; allow more time, or look whether it has stopped."));
        Release();
    }

    private void Cancel(CancellationToken token)
    {
        _answer.TrySetCanceled(token);
        Release();
    }

    private void Release()
    {
        _timer?.Dispose();
        _cancellation.Unregister();
    }
}
