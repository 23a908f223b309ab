using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace Bss2.Nodes.Tests.Deploy;

/// <summary>The published application as a container runs it: not as root, nothing writable but the run folder.</summary>
public sealed class PublishedApplicationTests : IDisposable
{
    private const string Nobody = "65534";

    // In a mount namespace of its own: every file system becomes read-only except the run folder, then root is given up.
    private const string SealedScript = """
        set -e
        run=$1; shift
        mount --make-rprivate /
        mount --bind "$run" "$run"
        while read -r _ folder _; do
            folder=$(printf '%b' "$folder")
            case $folder in "$run"|/proc|/proc/*|/sys|/sys/*|/dev|/dev/pts) ;; *) mount -o remount,bind,ro "$folder" ;; esac
        done < /proc/self/mounts
        exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$@"
        """;

    private readonly Commands.TemporaryFolder _folder = new();

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            foreach (var folder in Directory.GetDirectories(_folder.Path))
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        _folder.Dispose();
    }

    [UnprivilegedFact]
    [SuppressMessage("Interoperability", "CA1416", Justification = "The fact is skipped elsewhere.")]
    public async Task It_trains_without_root_from_a_read_only_folder()
    {
        var (application, home, run) = (_folder["app"], _folder["home"], _folder["run"]);
        await Publish(application);
        Directory.CreateDirectory(home);
        Directory.CreateDirectory(run, (UnixFileMode)Convert.ToInt32("777", 8));
        File.SetUnixFileMode(run, (UnixFileMode)Convert.ToInt32("777", 8));
        foreach (var closed in new[] { application, home, _folder.Path })
        {
            File.SetUnixFileMode(closed, (UnixFileMode)Convert.ToInt32("555", 8));
        }

        var before = Everything(application);
        string[] train =
        [
            "env", "-i", $"PATH={Environment.GetEnvironmentVariable("PATH")}", $"DOTNET_ROOT={Environment.GetEnvironmentVariable("DOTNET_ROOT")}", $"HOME={home}", $"TMPDIR={home}",
            "DOTNET_EnableDiagnostics=0", UnprivilegedFactAttribute.Dotnet, Path.Combine(application, "bss2.dll"),
            "train", "yinyang", "--preset", "quick", "--epochs", "1", "--backend", "model", "--run-dir", Path.Combine(run, "one"),
        ];
        var (exitCode, output) = await CommandOf.Running([.. UnprivilegedFactAttribute.IsRoot ? ["unshare", "--mount", "bash", "-c", SealedScript, "bash", run] : Array.Empty<string>(), .. train], folder: application);

        Assert.True(exitCode == 0, output);
        Assert.True(File.Exists(Path.Combine(run, "one", "summary.json")), output);
        Assert.Equal(before, Everything(application));
        Assert.Empty(Everything(home));
        Assert.Equal([Path.Combine(run, "one")], Directory.GetFileSystemEntries(run));
        Assert.NotEqual("0", await Owner(Path.Combine(run, "one")));
    }

    private static async Task<string> Owner(string path) => (await CommandOf.Running(["stat", "-c", "%u", path])).Output.Trim();

    /// <summary>Publishes what was built with these tests.</summary>
    private static async Task Publish(string folder)
    {
        var configuration = typeof(PublishedApplicationTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var (exitCode, output) = await CommandOf.Running(["dotnet", "publish", "src/Nodes/Nodes.csproj", "-c", configuration, "--no-build", "-p:UseAppHost=false", "-o", folder]);
        Assert.True(exitCode == 0, output);
    }

    private static List<string> Everything(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e} {File.GetLastWriteTimeUtc(e):O} {(File.Exists(e) ? new FileInfo(e).Length : 0)}"))];

    /// <summary>A fact that runs a program without root: as it is where nobody is root, else in a mount namespace as nobody.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class UnprivilegedFactAttribute : FactAttribute
    {
        public UnprivilegedFactAttribute()
        {
            if (!OperatingSystem.IsLinux())
            {
                Skip = "Mount namespaces and users by number are Linux'.";
            }
            else if (IsRoot && !(CommandOf.Exists("setpriv") && Succeeds("unshare", "--mount", "true")))
            {
                Skip = "These tests run as root, and 'unshare --mount' or setpriv, which would take its rights away, does not work here.";
            }
            else if (IsRoot && !Succeeds("setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", Dotnet, "--list-runtimes"))
            {
                Skip = $"The user {Nobody} cannot run {Dotnet}.";
            }
        }

        public static bool IsRoot => Environment.UserName == "root";

        /// <summary>The program that runs these tests.</summary>
        public static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

        private static bool Succeeds(params string[] command)
        {
            try
            {
                using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
