namespace Bss2.Nodes.Commands;

/// <summary>Variables of the environment that stand in for flags. They are read by the flags alone: nothing deeper down looks at the environment.</summary>
internal static class EnvironmentNames
{
    /// <summary>The broker, as <c>--cluster</c>.</summary>
    public const string Cluster = "BSS2_CLUSTER";

    /// <summary>File of user and password, as <c>--credentials</c>.</summary>
    public const string CredentialsFile = "BSS2_BROKER_CREDENTIALS";

    /// <summary>User of the broker, together with <see cref="Password"/>.</summary>
    public const string User = "BSS2_BROKER_USER";

    /// <summary>Password of the broker, together with <see cref="User"/>.</summary>
    public const string Password = "BSS2_BROKER_PASSWORD";

    /// <summary>As <c>--ca</c>.</summary>
    public const string Authority = "BSS2_BROKER_CA";

    /// <summary>As <c>--certificate</c>.</summary>
    public const string Certificate = "BSS2_BROKER_CERTIFICATE";

    /// <summary>As <c>--key</c>.</summary>
    public const string Key = "BSS2_BROKER_KEY";

    /// <summary>As <c>--name</c>.</summary>
    public const string NodeName = "BSS2_NODE_NAME";

    /// <summary>As <c>--http-port</c>.</summary>
    public const string HttpPort = "BSS2_HTTP_PORT";

    /// <summary>As <c>--http-address</c>.</summary>
    public const string HttpAddress = "BSS2_HTTP_ADDRESS";

    /// <summary>As <c>--log-format</c>.</summary>
    public const string LogFormat = "BSS2_LOG_FORMAT";

    /// <summary>As <c>--data-dir</c>.</summary>
    public const string DataFolder = "BSS2_DATA";

    /// <summary>Set to true by .NET's container images.</summary>
    public const string InContainer = "DOTNET_RUNNING_IN_CONTAINER";

    /// <summary>Where OpenTelemetry's collector listens, by its own convention.</summary>
    public const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";
}
