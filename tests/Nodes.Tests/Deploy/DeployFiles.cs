namespace Bss2.Nodes.Tests.Deploy;

/// <summary>Files of the repository, by their path from its root.</summary>
internal static class DeployFiles
{
    public static string Root { get; } = FindRoot();

    public static string Of(string path) => Path.Combine(Root, path);

    public static string Text(string path) => File.ReadAllText(Of(path));

    /// <summary>Kustomizations that can be applied, each with the one that has to be there already, if any.</summary>
    public static IReadOnlyList<(string Folder, string? Beside)> Kustomizations { get; } =
    [
        ("deploy/kubernetes/base", null),
        ("deploy/kubernetes/overlays/local", null),
        ("deploy/kubernetes/overlays/production", null),
        ("deploy/kubernetes/examples/submit", "deploy/kubernetes/base"),
        ("deploy/kubernetes/examples/submit-tls", "deploy/kubernetes/overlays/production"),
    ];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bss2Actors.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Bss2Actors.sln.");
    }
}
