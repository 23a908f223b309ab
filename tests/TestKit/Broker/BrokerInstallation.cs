namespace Bss2.TestKit.Broker;

/// <summary>Where the operating system's package has put the broker.</summary>
/// <param name="Scripts">Folder of <c>rabbitmq-server</c> and <c>rabbitmqctl</c>; not the wrappers under <c>/usr/sbin</c>, which insist on the system's own node and user.</param>
/// <param name="PortMapper">Erlang's <c>epmd</c>.</param>
internal sealed record BrokerInstallation(string Scripts, string PortMapper)
{
    private const string Versions = "/usr/lib/rabbitmq/lib";

    /// <summary>Finds it, or says what is missing and how to mend it.</summary>
    public static BrokerInstallation? Find(out string reason)
    {
        reason = "";
        var scripts = Directory.Exists(Versions)
            ? Directory.GetDirectories(Versions, "rabbitmq_server-*").Order(StringComparer.Ordinal).Select(d => Path.Combine(d, "sbin")).LastOrDefault(d => File.Exists(Path.Combine(d, "rabbitmq-server")))
            : null;
        if (scripts is null)
        {
            reason = $"No RabbitMQ broker: there is no {Versions}/rabbitmq_server-*/sbin/rabbitmq-server. On Debian, install rabbitmq-server.";
            return null;
        }

        if (OnPath("erl") is null || OnPath("epmd") is not { } mapper)
        {
            reason = "No RabbitMQ broker: erl or epmd is not on the path. On Debian, install erlang-base.";
            return null;
        }

        return new BrokerInstallation(scripts, mapper);
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);
}
