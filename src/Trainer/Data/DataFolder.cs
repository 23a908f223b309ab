using Bss2.Trainer.Training;

namespace Bss2.Trainer.Data;

/// <summary>Where downloaded datasets lie: an option of the experiments that need one.</summary>
public static class DataFolder
{
    /// <summary>Key of <see cref="Option"/>.</summary>
    public const string Key = "dataDir";

    /// <summary>Ending of a file that is not wholly downloaded or not yet verified; such a file is never read as data.</summary>
    public const string PartialEnding = ".partial";

    /// <summary>The option. It decides no result: whatever the folder, the files are the published ones or are refused.</summary>
    public static OptionSpec Option { get; } =
        new(Key, OptionKind.Text, "", "folder of downloaded datasets; may also be given as --data-dir or BSS2_DATA") { DecidesResults = false };

    /// <summary>MNIST from the folder that the options name; null with faults added to them where it cannot be had.</summary>
    public static MnistImages? Mnist(OptionSet options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return Data.Mnist.Load(options.Text(Key));
        }
        catch (DatasetException refused)
        {
            foreach (var fault in refused.Faults)
            {
                options.AddFault(fault);
            }

            return null;
        }
    }

    /// <summary>[file], the path of each, unpacked rather than packed, in the folder or in its subfolder of the dataset's name.</summary>
    /// <exception cref="DatasetException">There is no folder, or files are missing: what to do.</exception>
    public static string[] Find(string folder, string dataset, IReadOnlyList<IdxFileSpec> files)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(files);
        if (string.IsNullOrWhiteSpace(folder))
        {
            throw new DatasetException($"The dataset '{dataset}' needs the folder that holds it: give --data-dir DIR, or set BSS2_DATA. 'bss2 data fetch {dataset} --data-dir DIR' downloads it.");
        }

        var fetch = $"'bss2 data fetch {dataset} --data-dir {(folder.Contains(' ', StringComparison.Ordinal) ? $"\"{folder}\"" : folder)}'";
        if (!Directory.Exists(folder))
        {
            throw new DatasetException($"{folder} is no folder, so the dataset '{dataset}' cannot be read from it. {fetch} makes it and downloads the dataset.");
        }

        var paths = files.Select(f => Candidates(folder, dataset, f).FirstOrDefault(File.Exists)).ToArray();
        string[] missing = [.. files.Where((_, k) => paths[k] is null).Select(f => f.Name)];
        if (missing.Length == 0)
        {
            return paths!;
        }

        var begun = files.Any(f => Candidates(folder, dataset, f).Any(path => File.Exists(path + PartialEnding))) ? " A download was begun: the command goes on with it." : "";
        throw new DatasetException($"{folder} and its subfolder '{dataset}' hold no {string.Join(", ", missing)} (or .gz), {missing.Length} of the {files.Count} files of the dataset '{dataset}'. {fetch} downloads what is missing.{begun}");
    }

    /// <summary>Where a file may lie, in the order in which it is looked for.</summary>
    public static IEnumerable<string> Candidates(string folder, string dataset, IdxFileSpec file) =>
        from place in new[] { folder, Path.Combine(folder, dataset) }
        from name in new[] { file.Name, file.PackedName }
        select Path.Combine(place, name);
}
