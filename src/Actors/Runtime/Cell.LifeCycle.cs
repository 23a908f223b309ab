using Bss2.Actors.Supervision;

namespace Bss2.Actors.Runtime;

/// <summary>Start, failure, restart and end of an actor, its children and watches. Everything here runs within the cell's turn.</summary>
internal sealed partial class Cell
{
    private enum Stage { Running, Failed, Restarting, Stopping, Stopped }

    private Stage _stage;
    private Exception? _restartCause;
    private Dictionary<string, Cell>? _children;
    private HashSet<Cell>? _ending;
    private List<Cell>? _escalated;
    private List<ActorRef>? _watchers;
    private HashSet<ActorRef>? _watching;
    private List<ScheduledTell>? _timers;

    public Cell[] ChildList() => _children is null ? [] : [.. _children.Values];

    public Cell SpawnChild(Props props, string name)
    {
        if (_stage >= Stage.Stopping)
            throw new InvalidOperationException($"{Path} is stopping and cannot start the child '{name}'.");
        var child = System.Register(this, props, name);
        (_children ??= []).Add(child.Path, child);
        child.Signal(StartSignal.Instance);
        return child;
    }

    public void Watch(ActorRef actor)
    {
        if (actor != this && (_watching ??= []).Add(actor))
            actor.AddWatcher(this);
    }

    public void Unwatch(ActorRef actor)
    {
        if (_watching is not null && _watching.Remove(actor))
            actor.RemoveWatcher(this);
    }

    public void StopOther(ActorRef actor)
    {
        if (actor is Cell child && child.Parent == this && _children!.ContainsKey(child.Path))
            (_ending ??= []).Add(child);
        actor.Stop();
    }

    public ScheduledTell Schedule(TimeSpan delay, ActorRef target, object message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(message);
        var timer = new ScheduledTell(System.Time, delay, target, message, this);
        _timers ??= [];
        _timers.RemoveAll(static t => t.IsDone);
        _timers.Add(timer);
        return timer;
    }

    private void Handle(object signal)
    {
        switch (signal)
        {
            case StartSignal:
                Instantiate(static actor => actor.PreStart());
                break;
            case StopSignal:
                BeginStop();
                break;
            case WatchSignal watch:
                if ((_watchers ??= []).Contains(watch.Watcher) is false)
                    _watchers.Add(watch.Watcher);
                break;
            case UnwatchSignal unwatch:
                _watchers?.Remove(unwatch.Watcher);
                break;
            case TerminatedNotice notice:
                if (_watching is not null && _watching.Contains(notice.Actor))
                    _mailbox.Post(notice, null, exempt: true);
                break;
            case ChildStopped stopped:
                _children!.Remove(stopped.Child.Path);
                _ending?.Remove(stopped.Child);
                _escalated?.Remove(stopped.Child);
                Proceed();
                break;
            case FailureSignal failure:
                Supervise(failure);
                break;
            case RestartSignal restart:
                BeginRestart(restart);
                break;
            case ResumeSignal:
                Resume();
                break;
            case OverflowSignal:
                _overflowReported = 0;
                if (_stage == Stage.Running)
                    Fail(new MailboxOverflowException(Path, _bound.Capacity), null);
                break;
            case AdoptSignal adopt:
                (_children ??= []).Add(adopt.Child.Path, adopt.Child);
                if (_stage >= Stage.Stopping)
                    adopt.Child.Stop();
                break;
        }
    }

    private void Instantiate(Action<Actor> begin)
    {
        try
        {
            _actor = _props.Producer();
            _actor.Context = _context;
            begin(_actor);
        }
        catch (Exception cause)
        {
            Fail(new ActorInitializationException(Path, cause), null);
        }
    }

    private void Fail(Exception cause, object? message)
    {
        _stage = Stage.Failed;
        _mailbox.Suspend(true);
        Parent!.Signal(new FailureSignal(this, cause, message));
    }

    private void Supervise(FailureSignal failure)
    {
        var child = failure.Child;
        if (_stage >= Stage.Stopping || (_ending?.Contains(child) ?? false))
            return;
        Directive directive;
        try
        {
            directive = Strategy.Decide(failure.Cause, child.Restarts, System.Time);
        }
        catch (Exception cause)
        {
            // A strategy that throws is a fault of this actor, and nothing is known about what to do with the child.
            System.Report(new(child, failure.Cause, failure.Message, Directive.Stop));
            StopOther(child);
            if (Parent is not null)
                Fail(cause, null);
            else
                System.Report(new(this, cause, null, Directive.Resume));
            return;
        }

        if (directive == Directive.Escalate && Parent is null)
            directive = Directive.Stop;
        System.Report(new(child, failure.Cause, failure.Message, directive));
        switch (directive)
        {
            case Directive.Resume:
                child.Signal(ResumeSignal.Instance);
                break;
            case Directive.Restart:
                child.Signal(new RestartSignal(failure.Cause, failure.Message));
                break;
            case Directive.Stop:
                StopOther(child);
                break;
            case Directive.Escalate:
                (_escalated ??= []).Add(child);
                if (_stage != Stage.Failed)
                    Fail(failure.Cause, failure.Message);
                break;
        }
    }

    private void Resume()
    {
        if (_stage != Stage.Failed)
            return;
        if (_actor is null)
        {
            // There is no instance to go on with: its constructor threw.
            BeginStop();
            return;
        }

        _stage = Stage.Running;
        SettleEscalated(ResumeSignal.Instance);
        _mailbox.Suspend(false);
    }

    private void BeginRestart(RestartSignal restart)
    {
        if (_stage != Stage.Failed)
            return;
        CancelTimers();
        RunHook(static (actor, signal) => actor.PreRestart(signal.Cause, signal.Message), restart);
        _actor = null;
        _stage = Stage.Restarting;
        _restartCause = restart.Cause;
        Proceed();
    }

    private void BeginStop()
    {
        if (_stage >= Stage.Stopping)
            return;
        _stage = Stage.Stopping;
        _mailbox.Suspend(true);
        CancelTimers();
        foreach (var child in ChildList())
            child.Stop();
        Proceed();
    }

    /// <summary>Goes on with a restart or a stop once the children that it waits for have ended.</summary>
    private void Proceed()
    {
        if (_stage == Stage.Stopping && (_children is null || _children.Count == 0))
        {
            FinishStop();
        }
        else if (_stage == Stage.Restarting && (_ending is null || _ending.Count == 0))
        {
            var cause = _restartCause!;
            _restartCause = null;
            _stage = Stage.Running;
            _mailbox.Suspend(false);
            SettleEscalated(new RestartSignal(cause, null));
            Instantiate(actor => actor.PostRestart(cause));
        }
    }

    private void FinishStop()
    {
        RunHook(static (actor, _) => actor.PostStop(), StopSignal.Instance);
        CancelTimers();
        _actor = null;
        _stage = Stage.Stopped;
        System.Unregister(this);
        var (messages, signals) = _mailbox.Close();
        foreach (var envelope in messages)
        {
            if (envelope.Message is not (TerminatedNotice or PoisonPill))
                System.Letters.Publish(envelope.Message, envelope.Sender, this, DeadLetterReason.NobodyThere);
        }

        foreach (var watched in _watching ?? [])
            watched.RemoveWatcher(this);
        // The parent hears of it first, so that its Children are right when it reads Terminated.
        Parent?.Signal(new ChildStopped(this));
        var late = signals.OfType<WatchSignal>().Select(static watch => watch.Watcher);
        foreach (var watcher in (_watchers ?? []).Union(late))
            watcher.NotifyTerminated(this);
        if (Parent is null)
            System.Ended();
    }

    private void SettleEscalated(object signal)
    {
        foreach (var child in _escalated ?? [])
            child.Signal(signal);
        _escalated = null;
    }

    private void CancelTimers()
    {
        _timers?.ForEach(static timer => timer.Cancel());
        _timers = null;
    }

    private void RunHook<T>(Action<Actor, T> hook, T argument)
    {
        if (_actor is null)
            return;
        try
        {
            hook(_actor, argument);
        }
        catch (Exception cause)
        {
            // The end or the restart is under way already; the failure is shown but changes nothing.
            System.Report(new(this, cause, null, Directive.Resume));
        }
    }
}
