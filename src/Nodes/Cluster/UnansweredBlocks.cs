using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Nodes.Cluster;

/// <summary>
/// The blocks that were published and have no answer yet. A block may be published many times, each time under a new attempt; its first answer counts and carries the
/// identity that the asker gave it. Times are since any fixed moment.
/// </summary>
/// <param name="patience">A block is overdue when neither it was published nor any answer came for so long. Doubles with each repetition, up to eightfold.</param>
internal sealed class UnansweredBlocks(TimeSpan patience)
{
    private const int MostDoublings = 3;

    private readonly SortedDictionary<(long Run, int Block), Entry> _entries = [];

    // Attempts published for the blocks of the run in hand, also of those that are answered: a number is never used twice.
    private readonly Dictionary<int, int> _attempts = [];
    private long _run = -1;
    private TimeSpan _lastAnswer;

    /// <summary>Blocks without an answer.</summary>
    public int Count => _entries.Count;

    /// <summary>Takes a block and returns it as it is to be published. One of a later run ends all earlier runs.</summary>
    public RunBlock Add(RunBlock block, TimeSpan now)
    {
        var (run, number, attempt) = block.Id;
        if (run != _run)
        {
            _run = run;
            _entries.Clear();
            _attempts.Clear();
        }

        var next = _attempts.TryGetValue(number, out var last) ? Math.Max(attempt, last + 1) : attempt;
        var entry = new Entry(block, next) { LastAttempt = next, Published = now };
        _entries[(run, number)] = entry;
        _attempts[number] = next;
        return entry.AsPublished();
    }

    /// <summary>A block was answered, whichever attempt it was. Returns the asker's identity of it, or null where it had its answer before.</summary>
    public BlockId? Answer(BlockId id, TimeSpan now) => _entries.ContainsKey((id.Run, id.Block)) ? Remove(id, now) : null;

    /// <summary>A block failed. As <see cref="Answer"/>, but a failure of an attempt from before the asker's last asking is known to it already.</summary>
    public BlockId? Fail(BlockId id, TimeSpan now) =>
        _entries.TryGetValue((id.Run, id.Block), out var entry) && id.Attempt >= entry.FirstAttempt ? Remove(id, now) : null;

    /// <summary>Somebody who may answer has come: the wait begins anew.</summary>
    public void Restart(TimeSpan now) => _lastAnswer = now;

    /// <summary>All blocks under new attempts, in order, to be published again.</summary>
    public IReadOnlyList<RunBlock> All(TimeSpan now) => [.. _entries.Values.Select(entry => Next(entry, now))];

    /// <summary>The blocks that are overdue under new attempts, in order, to be published again.</summary>
    public IReadOnlyList<RunBlock> Overdue(TimeSpan now) =>
        [.. _entries.Values.Where(entry => now - Later(entry.Published, _lastAnswer) >= patience * (1 << Math.Min(entry.Repetitions, MostDoublings))).Select(entry => Next(entry, now))];

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private BlockId Remove(BlockId id, TimeSpan now)
    {
        _lastAnswer = now;
        _entries.Remove((id.Run, id.Block), out var entry);
        return entry!.Asked.Id;
    }

    private RunBlock Next(Entry entry, TimeSpan now)
    {
        entry.LastAttempt++;
        entry.Published = now;
        _attempts[entry.Asked.Id.Block] = entry.LastAttempt;
        return entry.AsPublished();
    }

    private sealed class Entry(RunBlock asked, int firstAttempt)
    {
        public RunBlock Asked { get; } = asked;

        public int FirstAttempt { get; } = firstAttempt;

        public required int LastAttempt { get; set; }

        public required TimeSpan Published { get; set; }

        public int Repetitions => LastAttempt - FirstAttempt;

        public RunBlock AsPublished() => Asked with { Id = Asked.Id with { Attempt = LastAttempt } };
    }
}
