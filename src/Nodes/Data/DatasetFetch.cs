using Bss2.Trainer.Data;

namespace Bss2.Nodes.Data;

/// <summary>Downloads what is missing of a dataset.</summary>
/// <param name="client">Without a time limit of its own.</param>
/// <param name="time">Waits between attempts, and decides when nothing has come for too long.</param>
/// <param name="show">Takes <see cref="FetchNotice"/>s and <see cref="FetchProgress"/>.</param>
internal sealed class DatasetFetch(HttpClient client, TimeProvider time, Action<object> show)
{
    private readonly FileFetch _files = new(new Download(client, time), time, show);

    /// <summary>A client for downloads.</summary>
    public static HttpClient CreateClient()
    {
        var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("bss2");
        return client;
    }

    /// <summary>Downloads into the subfolder of the dataset's name, or into the folder itself where files of the dataset lie there already.</summary>
    /// <param name="source">What to download.</param>
    /// <param name="folder">Folder of datasets; made where it is missing.</param>
    /// <param name="mirror">Whom to ask in place of the known mirrors, or null.</param>
    /// <param name="cancel">Ends it; what came is kept.</param>
    /// <returns>Where the files are.</returns>
    /// <exception cref="DatasetFetchException">A file could not be had.</exception>
    public async Task<string> RunAsync(FetchSource source, string folder, Uri? mirror, CancellationToken cancel)
    {
        List<Uri> mirrors = mirror is null ? [.. source.Mirrors] : [mirror];
        var subfolder = Path.Combine(folder, source.Name);
        var target = source.Files.Any(f => File.Exists(Path.Combine(folder, f.Name)) || File.Exists(Path.Combine(folder, f.PackedName))) ? folder : subfolder;
        Directory.CreateDirectory(target);
        foreach (var file in source.Files)
        {
            cancel.ThrowIfCancellationRequested();
            if (Place(source, folder, target, file) is { } path)
            {
                await _files.RunAsync(file, path, mirrors, cancel);
            }
        }

        return target;
    }

    /// <summary>Where a file is to go; null where it is there and right.</summary>
    private string? Place(FetchSource source, string folder, string target, IdxFileSpec file)
    {
        if (DataFolder.Candidates(folder, source.Name, file).FirstOrDefault(File.Exists) is not { } there)
        {
            return Path.Combine(target, file.PackedName);
        }

        try
        {
            _ = IdxFile.Read(there, file);
            show(new FetchNotice($"{Path.GetFileName(there)}: is there, verified"));
            return null;
        }
        catch (DatasetException damage) when (there.EndsWith(file.PackedName, StringComparison.Ordinal))
        {
            show(new FetchNotice($"{damage.Message} Downloading it again."));
            return there;
        }
        catch (DatasetException damage)
        {
            throw new DatasetFetchException($"{damage.Message} A downloaded file would lie beside it and not be read: remove {there} and run the command again.", damage);
        }
    }
}
