using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Bss2.Cluster.Tests.Processes;

/// <summary>
/// A host beside this one, as far as the network goes: a namespace of the kernel with one cable to this host. Needs root, <c>ip</c> and <c>iptables</c>.
/// </summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly string _name;
    private readonly string _here;

    public NetworkNamespace()
    {
        var (process, subnet) = (Environment.ProcessId.ToString(CultureInfo.InvariantCulture), RandomNumberGenerator.GetInt32(256));
        (_name, _here) = ($"bss2-{process}", $"b{process}");
        (HostAddress, var there) = ($"10.233.{subnet}.1", $"10.233.{subnet}.2");
        Run("ip", "netns", "add", _name);
        try
        {
            Run("ip", "link", "add", _here, "type", "veth", "peer", "name", "eth0", "netns", _name);
            Run("ip", "addr", "add", $"{HostAddress}/30", "dev", _here);
            Run("ip", "link", "set", _here, "up");
            Run("ip", "-n", _name, "addr", "add", $"{there}/30", "dev", "eth0");
            Run("ip", "-n", _name, "link", "set", "eth0", "up");
            Run("ip", "-n", _name, "link", "set", "lo", "up");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Address of this host as the other sees it; nobody else does.</summary>
    public string HostAddress { get; }

    /// <summary>What runs a program on the other host.</summary>
    public string[] Prefix => ["ip", "netns", "exec", _name];

    /// <summary>Whether there can be such a host here; otherwise why not.</summary>
    public static bool Available(out string reason)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            reason = "Network namespaces need root on Linux.";
            return false;
        }

        try
        {
            using var attempt = new NetworkNamespace();
            attempt.Cut();
            attempt.Heal();
            reason = "";
            return true;
        }
        catch (Exception failure) when (failure is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            reason = $"Network namespaces cannot be made here ({failure.Message}). On Debian, install iproute2 and iptables, and allow the container to administer its network.";
            return false;
        }
    }

    /// <summary>From now on every packet between the hosts is lost, without a word to anybody.</summary>
    public void Cut()
    {
        Run([.. Prefix, "iptables", "-A", "INPUT", "-i", "eth0", "-j", "DROP"]);
        Run([.. Prefix, "iptables", "-A", "OUTPUT", "-o", "eth0", "-j", "DROP"]);
    }

    /// <summary>Ends <see cref="Cut"/>.</summary>
    public void Heal() => Run([.. Prefix, "iptables", "-F"]);

    public void Dispose() => Run("ip", "netns", "del", _name);

    private static void Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {error.Trim()}");
    }
}
