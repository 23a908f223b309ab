using System.Collections.Concurrent;

namespace Bss2.Actors.Runtime;

/// <summary>A home of actors. (First cut, to be replaced: thread pool, no supervision.)</summary>
public sealed class ActorSystem : IAsyncDisposable
{
    private ActorSystem(string name)
    {
        Name = name;
        DeadLetters = new NowhereRef();
    }

    public string Name { get; }

    public ActorRef DeadLetters { get; }

    public static ActorSystem Create(string name) => new(name);

    public ActorRef Spawn(Props props, string name)
    {
        var cell = new Cell(this, name);
        cell.Start(props);
        return cell;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class NowhereRef : ActorRef
    {
        public override string Path => "/deadLetters";

        public override void Tell(object message, ActorRef? sender = null) { }

        public override Task<T> Ask<T>(object message, TimeSpan timeout, CancellationToken cancellation = default) =>
            Task.FromException<T>(new TimeoutException("Dead letters do not answer."));
    }

    private sealed class AskRef<T> : ActorRef
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Answer => _answer.Task;

        public override string Path => "/ask";

        public override void Tell(object message, ActorRef? sender = null) => _answer.TrySetResult((T)message);

        public override Task<TAnswer> Ask<TAnswer>(object message, TimeSpan timeout, CancellationToken cancellation = default) => throw new NotSupportedException();
    }

    private sealed class Cell(ActorSystem system, string path) : ActorRef, IThreadPoolWorkItem
    {
        private readonly ConcurrentQueue<(object Message, ActorRef? Sender)> _mailbox = new();
        private Actor _actor = null!;
        private int _scheduled;

        public override string Path => path;

        public void Start(Props props)
        {
            _actor = props.Producer();
            _actor.Context = new ActorContext(system, this);
            _actor.PreStart();
        }

        public override void Tell(object message, ActorRef? sender = null)
        {
            _mailbox.Enqueue((message, sender));
            if (Interlocked.Exchange(ref _scheduled, 1) == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        public override Task<T> Ask<T>(object message, TimeSpan timeout, CancellationToken cancellation = default)
        {
            var ask = new AskRef<T>();
            Tell(message, ask);
            return ask.Answer.WaitAsync(timeout, cancellation);
        }

        public void Execute()
        {
            while (true)
            {
                while (_mailbox.TryDequeue(out var envelope))
                {
                    _actor.Context.Sender = envelope.Sender ?? system.DeadLetters;
                    _actor.Receive(envelope.Message);
                }

                Volatile.Write(ref _scheduled, 0);
                if (_mailbox.IsEmpty || Interlocked.Exchange(ref _scheduled, 1) == 1)
                {
                    return;
                }
            }
        }
    }
}
