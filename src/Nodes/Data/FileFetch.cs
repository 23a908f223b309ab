using System.Globalization;
using Bss2.Trainer.Data;

namespace Bss2.Nodes.Data;

/// <summary>
/// Downloads one file from the first mirror that gives it: goes on where an earlier attempt ended, asks the mirrors in turn, waits longer after each round that brought nothing,
/// and gives the file its name only when its SHA-256 is right.
/// </summary>
/// <param name="download">Does single requests.</param>
/// <param name="time">Waits between rounds.</param>
/// <param name="show">Takes <see cref="FetchNotice"/>s and <see cref="FetchProgress"/>.</param>
internal sealed class FileFetch(Download download, TimeProvider time, Action<object> show)
{
    /// <summary>Rounds over all mirrors that may bring nothing, one after the other.</summary>
    public const int IdleRounds = 5;

    /// <summary>A round that brought less than this brought nothing.</summary>
    private const int LeastGain = 1 << 16;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Downloads the file.</summary>
    /// <param name="file">What it should be.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="mirrors">Whom to ask; one that gave a file is moved to the front.</param>
    /// <param name="cancel">Ends it; what came is kept.</param>
    /// <exception cref="DatasetFetchException">No mirror gave the file: what each of them said.</exception>
    public async Task RunAsync(IdxFileSpec file, string path, List<Uri> mirrors, CancellationToken cancel)
    {
        using var partial = PartialFile.Open(path);
        if (partial.Length > 0 && partial.Fault(file) is null)
        {
            Complete(file, partial);
            return;
        }

        var (furthest, idle) = (partial.Length, 0);
        var troubles = mirrors.ToDictionary(m => m, _ => new MirrorState());
        while (true)
        {
            foreach (var mirror in mirrors.Where(m => !troubles[m].Refused).ToArray())
            {
                if (await AskAsync(file, mirror, partial, troubles[mirror], cancel))
                {
                    mirrors.Remove(mirror);
                    mirrors.Insert(0, mirror);
                    return;
                }
            }

            (furthest, idle) = partial.Length >= furthest + LeastGain ? (partial.Length, 0) : (furthest, idle + 1);
            if (idle == IdleRounds || troubles.Values.All(t => t.Refused))
            {
                throw new DatasetFetchException(Failure(file, partial, troubles));
            }

            var wait = Wait(idle, troubles.Values);
            show(new FetchNotice(string.Create(CultureInfo.InvariantCulture, $"{file.PackedName}: asking again in {wait.TotalSeconds:0.#} s")));
            await Task.Delay(wait, time, cancel);
        }
    }

    /// <summary>Asks one mirror; true where the file is complete and has its name.</summary>
    private async Task<bool> AskAsync(IdxFileSpec file, Uri mirror, PartialFile partial, MirrorState state, CancellationToken cancel)
    {
        state.Wait = null;
        try
        {
            show(new FetchNotice($"{file.PackedName}: {(partial.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"going on at byte {partial.Length} "))}from {mirror}"));
            var address = new Uri(mirror, file.PackedName);
            while (true)
            {
                var resumed = await download.RunAsync(address, partial, Longest(file), (bytes, total) => show(new FetchProgress(file.PackedName, bytes, total)), cancel);
                if (partial.Fault(file) is not { } fault)
                {
                    Complete(file, partial);
                    return true;
                }

                partial.Clear();
                if (!resumed)
                {
                    throw new MirrorRefusedException($"what it sends is not the file: {fault}");
                }

                // The beginning may have been another mirror's packing, or damaged.
                show(new FetchNotice($"{file.PackedName}: what was there and what came do not fit together; beginning anew from {mirror}"));
            }
        }
        catch (TransferException trouble)
        {
            (state.Trouble, state.Wait) = (trouble.Message, trouble.Wait);
        }
        catch (MirrorRefusedException refused)
        {
            (state.Trouble, state.Refused) = (refused.Message, true);
        }

        show(new FetchNotice($"{file.PackedName}: {mirror}: {state.Trouble}"));
        return false;
    }

    /// <summary>Bytes that a packed file has at most: what cannot be packed grows by some bytes for each block, and gzip adds a header.</summary>
    public static long Longest(IdxFileSpec file) => file.Length + (file.Length / 100) + 1024;

    private void Complete(IdxFileSpec file, PartialFile partial)
    {
        var length = partial.Length;
        partial.Complete();
        show(new FetchProgress(file.PackedName, length, length));
        show(new FetchNotice(string.Create(CultureInfo.InvariantCulture, $"{file.PackedName}: {length:N0} bytes, verified")));
    }

    private static TimeSpan Wait(int idle, IEnumerable<MirrorState> states)
    {
        var own = FirstWait * (1 << Math.Max(0, idle - 1));
        var asked = states.Where(s => !s.Refused).Select(s => s.Wait ?? TimeSpan.Zero).Min();
        var wait = asked > own ? asked : own;
        return wait < LongestWait ? wait : LongestWait;
    }

    private static string Failure(IdxFileSpec file, PartialFile partial, Dictionary<Uri, MirrorState> troubles)
    {
        var kept = partial.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {partial.Length:N0} bytes are kept in {partial.TemporaryPath}, and the same command goes on with them.");
        return $"{file.PackedName} could not be downloaded: {string.Join("; ", troubles.Select(t => $"{t.Key}: {t.Value.Trouble}"))}.{kept} "
            + "Look at the connection, name another place with --mirror URL, or put the file there by hand.";
    }

    /// <summary>What is known of a mirror.</summary>
    private sealed class MirrorState
    {
        public string Trouble { get; set; } = "not asked";

        public bool Refused { get; set; }

        public TimeSpan? Wait { get; set; }
    }
}
