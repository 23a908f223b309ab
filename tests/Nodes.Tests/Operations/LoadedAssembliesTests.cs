using System.Globalization;
using Bss2.Nodes.Tests.Commands;

namespace Bss2.Nodes.Tests.Operations;

public sealed class LoadedAssembliesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public async Task A_training_in_one_process_loads_neither_web_server_nor_broker_nor_telemetry()
    {
        string[] loaded = [];
        var run = await ProcessRun.Of(
            _folder.Path,
            (process, line) =>
            {
                if (line.StartsWith("Test epoch: 1", StringComparison.Ordinal))
                {
                    loaded = LoadedBy(process);
                }
            },
            "train", "yinyang", "--backend", "chip", "--epochs", "1", "--set", "trainSize=150", "--set", "testSize=50", "--set", "nHidden=20", "--set", "batchSize=50");

        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains("bss2.dll", loaded);
        Assert.DoesNotContain(loaded, f => new[] { "Microsoft.AspNetCore", "Microsoft.Extensions", "OpenTelemetry", "RabbitMQ" }.Any(p => f.StartsWith(p, StringComparison.Ordinal)));
    }

    private static string[] LoadedBy(int process) =>
        [.. File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/maps")).Select(l => Path.GetFileName(l)).Where(f => f.EndsWith(".dll", StringComparison.Ordinal)).Distinct()];

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class LinuxFactAttribute : FactAttribute
    {
        public LinuxFactAttribute()
        {
            if (!OperatingSystem.IsLinux())
            {
                Skip = "What a process has loaded is read from /proc, which only Linux has.";
            }
        }
    }
}
