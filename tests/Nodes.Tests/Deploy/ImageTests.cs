using System.Text.RegularExpressions;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>The Dockerfile builds what the manifests run, and all of them name the same images.</summary>
public sealed partial class ImageTests
{
    private static readonly string Dockerfile = DeployFiles.Text("deploy/Dockerfile");

    [Fact]
    public void Images_have_the_products_version_or_are_built_here()
    {
        var compose = Yaml.Document(DeployFiles.Text("deploy/compose.yaml"));
        var local = Images("deploy/kubernetes/overlays/local");

        Assert.Equal([ProductFacts.Version], VersionArgument().Matches(Dockerfile).Select(m => m.Groups[1].Value));
        Assert.Equal([$"bss2:{ProductFacts.Version}"], DeployFiles.Kustomizations.Where(k => !k.Folder.EndsWith("local", StringComparison.Ordinal)).SelectMany(k => Images(k.Folder)).Distinct());
        Assert.Equal([compose.Text("services", "broker", "image")!, "bss2:local"], local.Order(StringComparer.Ordinal).Reverse().Distinct());
        Assert.Equal("bss2:local", compose.Text("services", "node", "image"));
        Assert.Contains("-t bss2:local", Dockerfile, StringComparison.Ordinal);
        Assert.Equal("deploy/Dockerfile", compose.Text("services", "node", "build", "dockerfile"));
    }

    [Fact]
    public void Brokers_are_the_same_everywhere_with_the_same_settings()
    {
        var broker = Kustomization.Render(DeployFiles.Of("deploy/kubernetes/base")).Single(OperatorCluster.Is);
        var local = Kustomization.Render(DeployFiles.Of("deploy/kubernetes/overlays/local")).Single(m => m.Id() == "ConfigMap/bss2-broker");
        var settings = Settings(DeployFiles.Text("deploy/broker.conf"));

        Assert.Equal(Yaml.Document(DeployFiles.Text("deploy/compose.yaml")).Text("services", "broker", "image"), broker.Text("spec", "image"));
        Assert.Equal(settings, Settings(broker.Text("spec", "rabbitmq", "additionalConfig")!));
        Assert.Equal(settings, Settings(local.Text("data", "30-bss2.conf")!));
        Assert.Contains("consumer_timeout = 604800000", settings);
        Assert.Contains($"max_message_size = {new Bss2.Actors.Remoting.RabbitMq.BrokerOptions { Host = "", Port = 0, Credentials = new("", "") }.MaximumMessageBytes}", settings);
    }

    [Fact]
    public void The_image_runs_the_products_assembly_without_root_on_the_port_of_the_manifests()
    {
        var framework = TargetFramework().Match(DeployFiles.Text("Directory.Build.props")).Groups[1].Value;
        var port = Kustomization.Render(DeployFiles.Of("deploy/kubernetes/base")).Single(m => m.Id() == "Deployment/bss2-node");

        Assert.Equal([$"sdk:{framework}", $"aspnet:{framework}"], BaseImage().Matches(Dockerfile).Select(m => m.Groups[1].Value));
        Assert.Contains("ENTRYPOINT [\"dotnet\", \"/app/bss2.dll\"]", Dockerfile, StringComparison.Ordinal);
        Assert.Equal("bss2", typeof(Bss2.Nodes.Commands.CommandLineProgram).Assembly.GetName().Name);
        Assert.Equal(["1654:1654"], UserLine().Matches(Dockerfile).Select(m => m.Groups[1].Value));
        Assert.Equal("1654", port.Text("spec", "template", "spec", "securityContext", "runAsUser"));
        Assert.True(PodTemplate.Of(port)!.Has(ExposeLine().Match(Dockerfile).Groups[1].Value));
        Assert.Contains("DOTNET_EnableDiagnostics=0", Dockerfile, StringComparison.Ordinal);
        Assert.Contains("--locked-mode", Dockerfile, StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_is_restored_from_every_project_and_lock_file_that_it_needs()
    {
        var copied = CopyLine().Matches(Dockerfile).SelectMany(m => m.Groups[1].Value.Split(' ')[..^1]).ToHashSet(StringComparer.Ordinal);
        var needed = Directory.GetDirectories(DeployFiles.Of("src")).Select(f => Path.GetFileName(f)!)
            .SelectMany(p => new[] { $"src/{p}/{p}.csproj", $"src/{p}/packages.lock.json" })
            .Concat(["Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig", "global.json"]).ToList();
        var ignored = DeployFiles.Text(".dockerignore").Split('\n');

        Assert.Empty(needed.Except(copied));
        Assert.All(copied, c => Assert.True(Path.Exists(DeployFiles.Of(c)), c));
        Assert.All(copied, c => Assert.Contains($"!{c.Split('/')[0]}", ignored));
    }

    [Fact]
    public void Nothing_under_deploy_holds_a_secret()
    {
        var files = Directory.EnumerateFiles(DeployFiles.Of("deploy"), "*", SearchOption.AllDirectories).Append(DeployFiles.Of(".dockerignore"))
            .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) != "secrets" || Path.GetFileName(f) is "README.md" or ".gitignore").ToList();

        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.False(SecretRules.Reveals(File.ReadAllText(f)), f));
        Assert.All(Environment().Matches(Dockerfile), m => Assert.False(SecretRules.IsSecret(m.Groups[1].Value), m.Value));
    }

    private static IEnumerable<string> Images(string folder) =>
        Kustomization.Render(DeployFiles.Of(folder)).SelectMany(PodTemplate.ContainersOf).Select(c => c.Text("image")!);

    private static List<string> Settings(string text) => [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];

    [GeneratedRegex(@"^ARG VERSION=(\S+)$", RegexOptions.Multiline)]
    private static partial Regex VersionArgument();

    [GeneratedRegex(@"<TargetFramework>net([\d.]+)</TargetFramework>")]
    private static partial Regex TargetFramework();

    [GeneratedRegex(@"^FROM \S+/(\w+:\S+)", RegexOptions.Multiline)]
    private static partial Regex BaseImage();

    [GeneratedRegex(@"^USER (\S+)$", RegexOptions.Multiline)]
    private static partial Regex UserLine();

    [GeneratedRegex(@"^EXPOSE (\S+)$", RegexOptions.Multiline)]
    private static partial Regex ExposeLine();

    [GeneratedRegex(@"^COPY (?!--from)(.+)$", RegexOptions.Multiline)]
    private static partial Regex CopyLine();

    [GeneratedRegex(@"^(?:ENV|ARG|   ) *(\w+)=", RegexOptions.Multiline)]
    private static partial Regex Environment();
}
