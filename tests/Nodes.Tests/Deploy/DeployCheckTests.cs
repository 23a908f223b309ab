namespace Bss2.Nodes.Tests.Deploy;

/// <summary>The script deploy/check, whole: it passes what is right and fails on what is wrong.</summary>
public sealed class DeployCheckTests : IDisposable
{
    private readonly Commands.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BashFact]
    public async Task It_passes_manifests_that_agree()
    {
        var (exitCode, output) = await Check(Copy("", ""));

        Assert.True(exitCode == 0, output);
        Assert.Contains("Manifests agree.", output, StringComparison.Ordinal);
    }

    [BashFact]
    public async Task It_fails_where_a_name_is_wrong()
    {
        var (exitCode, output) = await Check(Copy("name: bss2-cluster\n  labels", "name: bss2-clusters\n  labels"));

        Assert.True(exitCode == 1, output);
        Assert.Contains("there is no ConfigMap bss2-cluster", output, StringComparison.Ordinal);
    }

    [SchemasFact]
    public async Task It_fails_where_a_field_is_misspelt()
    {
        var (exitCode, output) = await Check(Copy("containers:", "contianers:"));

        Assert.True(exitCode == 1, output);
        Assert.Contains("FAIL Deployment/bss2-node", output, StringComparison.Ordinal);
        Assert.Contains("contianers", output, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output)> Check(string folder) =>
        CommandOf.Running(["bash", DeployFiles.Of("deploy/check"), "--tests", typeof(DeployCheckTests).Assembly.Location, folder]);

    /// <summary>The base in a folder of its own, with a change.</summary>
    private string Copy(string from, string to)
    {
        var changed = from.Length == 0;
        foreach (var file in Directory.GetFiles(DeployFiles.Of("deploy/kubernetes/base")))
        {
            var text = File.ReadAllText(file);
            var copy = from.Length == 0 ? text : text.Replace(from, to, StringComparison.Ordinal);
            changed |= copy != text;
            _folder.Write(Path.GetFileName(file), copy);
        }

        Assert.True(changed);
        return _folder.Path;
    }
}
