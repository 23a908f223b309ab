using Bss2.TestKit.Broker;
using Bss2.TestKit.Processes;

namespace Bss2.Cluster.Tests.Processes;

/// <summary>Nodes and trainers of one test, each a process, on the tests' broker. All of them are killed on disposal.</summary>
internal sealed class ProcessCluster(PrivateBroker broker) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _processes = [];
    private int _names;

    /// <summary>Yin-Yang as the tutorial trains it, on an emulated chip; short.</summary>
    public static readonly string[] YinYang = ["yinyang", "--backend", "chip", "--epochs", "2"];

    public PrivateBroker Broker => broker;

    public TemporaryFolder Folder { get; } = new();

    /// <summary>Starts a node of one replica and waits until it is there.</summary>
    public async Task<ChildProcess> NodeAsync(string name, params string[] flags)
    {
        var node = StartNode(name, flags);
        await node.LineAsync($"{name} joined");
        return node;
    }

    /// <summary>Starts nodes and waits until they are there.</summary>
    public Task<ChildProcess[]> NodesAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(k => NodeAsync($"node-{(char)('a' + k)}")));

    public ChildProcess StartNode(string name, params string[] flags) => Keep(Bss2Process.Start(name, NodeArguments(broker.Uri, name, flags), Folder.Path));

    /// <summary>Arguments of a node of one replica.</summary>
    public static string[] NodeArguments(string uri, string name, params string[] flags) => ["node", "--cluster", uri, "--name", name, "--replicas", "1", .. flags];

    /// <summary>Starts a training of these settings on the cluster.</summary>
    public TrainingRun Train(IReadOnlyList<string> settings, params string[] flags)
    {
        var name = $"training-{++_names}";
        var process = Bss2Process.Start(name, ["train", .. settings, "--cluster", broker.Uri, "--run-dir", Folder[name], .. flags], Folder.Path);
        var training = new TrainingRun(process, Folder[name]);
        _processes.Add(training);
        return training;
    }

    /// <summary>Starts another command of <c>bss2</c> on the cluster.</summary>
    public ChildProcess Start(string name, params string[] arguments) => Keep(Bss2Process.Start(name, [.. arguments, "--cluster", broker.Uri], Folder.Path));

    /// <summary>Lets a command of <c>bss2</c> run to its end.</summary>
    public async Task<(int ExitCode, string Text)> RunAsync(params string[] arguments)
    {
        var process = Start(arguments[0], arguments);
        return (await process.ExitAsync(), process.Text());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
            await process.DisposeAsync();
        Folder.Dispose();
    }

    private ChildProcess Keep(ChildProcess process)
    {
        _processes.Add(process);
        return process;
    }
}
