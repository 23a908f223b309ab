namespace Bss2.Nodes.Progress;

/// <summary>Shows nothing.</summary>
internal sealed class SilentView : TrainingView
{
    public override Task<T> WatchAsync<T>(Func<Action<object>, Task<T>> work) => work(_ => { });
}
