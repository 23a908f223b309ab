using System.Collections.Concurrent;
using System.Globalization;
using Bss2.Actors.Runtime;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>Translates between addresses as they stand in messages, <c>node/path</c>, and <see cref="ActorRef"/>s.</summary>
internal sealed class Addresses(RabbitMqNetwork network)
{
    private const string QuestionPrefix = "/ask/";
    private const int FirstPurge = 1024;

    private readonly ConcurrentDictionary<string, QuestionRef> _questions = new();
    private readonly Dictionary<string, WeakReference<RemoteRef>> _remotes = [];
    private long _lastQuestion;
    private int _purgeAt = FirstPurge;

    private ActorSystem System => network.System;

    /// <summary>The actor of this node, living, or waiting for an answer; else an address that sends there.</summary>
    public ActorRef Resolve(string node, string path) => node == System.Name && Local(path) is { } local ? local : Remote(node, path);

    /// <summary>The same for an address out of a message; dead letters where there is none or it makes no sense.</summary>
    public ActorRef Resolve(string? address) => Split(address) is var (node, path) ? Resolve(node, path) : System.DeadLetters;

    /// <summary>A living actor of this node, or a question that waits here; null where nobody is there.</summary>
    public ActorRef? Local(string path) => System.Find(path) ?? _questions.GetValueOrDefault(path);

    /// <summary>The address that others answer to; null where there is nobody to answer to.</summary>
    public string? NameOf(ActorRef? actor) => actor switch
    {
        RemoteRef remote => remote.Node + remote.Path,
        Cell cell => cell.System.Name + cell.Path,
        QuestionRef question => System.Name + Register(question),
        _ => null,
    };

    /// <summary>The one object for an address on another node. It is forgotten when nobody holds it: strangers may name addresses without end.</summary>
    public RemoteRef Remote(string node, string path)
    {
        // Questions have one answer each, so nobody compares their addresses.
        if (path.StartsWith(QuestionPrefix, StringComparison.Ordinal))
            return new(network, node, path);
        var address = node + path;
        lock (_remotes)
        {
            if (_remotes.TryGetValue(address, out var known) && known.TryGetTarget(out var remote))
                return remote;
            remote = new(network, node, path);
            _remotes[address] = new(remote);
            if (_remotes.Count >= _purgeAt)
                Purge();
            return remote;
        }
    }

    /// <summary>Node and path of an address; null where it is none.</summary>
    public static (string Node, string Path)? Split(string? address) =>
        address?.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? (address[..slash], address[slash..]) : null;

    private void Purge()
    {
        foreach (var address in _remotes.Where(entry => !entry.Value.TryGetTarget(out _)).Select(entry => entry.Key).ToList())
            _remotes.Remove(address);
        _purgeAt = Math.Max(FirstPurge, _remotes.Count * 2);
    }

    private string Register(QuestionRef question)
    {
        var path = QuestionPrefix + Interlocked.Increment(ref _lastQuestion).ToString(CultureInfo.InvariantCulture);
        _questions[path] = question;
        question.Answered.ContinueWith(_ => _questions.TryRemove(path, out var _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return path;
    }
}
