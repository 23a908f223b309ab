namespace Bss2.Trainer.Tests.Training;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("bss2-test-").FullName;

    /// <summary>A place where nothing is yet.</summary>
    public string Path => System.IO.Path.Combine(_root, "run");

    public Dictionary<string, byte[]> Files() =>
        Directory.EnumerateFiles(Path).ToDictionary(f => System.IO.Path.GetFileName(f), File.ReadAllBytes);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
