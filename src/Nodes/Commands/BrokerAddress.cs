using System.Globalization;
using System.Net;

namespace Bss2.Nodes.Commands;

/// <summary>Where a broker is: what <c>--cluster</c> says.</summary>
/// <param name="Host">Host name or address, without brackets.</param>
/// <param name="Port">1..65535.</param>
/// <param name="VirtualHost">Virtual host, <c>/</c> by default.</param>
/// <param name="Encrypted">Whether the connection is TLS.</param>
internal sealed record BrokerAddress(string Host, int Port, string VirtualHost, bool Encrypted)
{
    private const int OpenPort = 5672;
    private const int EncryptedPort = 5671;
    private const string Form = "amqp://HOST[:PORT][/VHOST], or amqps://… for TLS";

    /// <summary>Whether the broker is on this machine.</summary>
    public bool Loopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>
    /// Reads an address, or adds every fault of it. Faults repeat only what cannot be part of a password: somebody may have written one where none belongs.
    /// </summary>
    public static BrokerAddress? Parse(FlagValue given, List<string> faults)
    {
        var (text, origin, before) = (given.Text, given.Origin, faults.Count);
        if (text.Contains('@', StringComparison.Ordinal))
        {
            faults.Add($"{origin} holds a user or password (it has an '@'); credentials come from a file (--credentials, {EnvironmentNames.CredentialsFile}) or the environment ({EnvironmentNames.User}, {EnvironmentNames.Password}). Permitted: {Form}.");
            return null;
        }

        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        var encrypted = schemeEnd >= 0 && text[..schemeEnd].Equals("amqps", StringComparison.OrdinalIgnoreCase);
        if (schemeEnd < 0)
        {
            faults.Add($"{origin} does not begin with amqp:// or amqps://; permitted: {Form}.");
        }
        else if (!encrypted && !text[..schemeEnd].Equals("amqp", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add($"{origin} begins with {(text[..schemeEnd].All(char.IsAsciiLetter) ? $"'{text[..schemeEnd]}://'" : "something else")}; permitted: {Form}.");
        }

        var rest = schemeEnd < 0 ? text : text[(schemeEnd + 3)..];
        if (rest.AsSpan().ContainsAny('?', '#'))
        {
            faults.Add($"{origin} has parameters behind '?' or '#'; use flags such as --heartbeat and --ca instead. Permitted: {Form}.");
            return null;
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (host, port) = Endpoint(slash < 0 ? rest : rest[..slash], origin, faults);
        var path = slash < 0 ? "" : rest[(slash + 1)..];
        if (path.Contains('/', StringComparison.Ordinal))
        {
            faults.Add($"{origin} has more than one '/' behind the host; a '/' within the virtual host is written %2F. Permitted: {Form}.");
        }

        return faults.Count > before
            ? null
            : new BrokerAddress(host, port ?? (encrypted ? EncryptedPort : OpenPort), path.Length == 0 ? "/" : Uri.UnescapeDataString(path), encrypted);
    }

    private static (string Host, int? Port) Endpoint(string authority, string origin, List<string> faults)
    {
        var colon = authority.IndexOf(':', authority.StartsWith('[') ? Math.Max(0, authority.IndexOf(']', StringComparison.Ordinal)) : 0);
        var (name, behind) = colon < 0 ? (authority, null) : (authority[..colon], authority[(colon + 1)..]);
        if (authority.StartsWith('[') && !authority.Contains(']', StringComparison.Ordinal))
        {
            // Without the end of the address nobody knows where the port begins.
            (name, behind) = (authority, null);
        }

        var bracketed = name is ['[', .., ']'];
        var host = bracketed ? name[1..^1] : name;
        if (host.Length == 0)
        {
            faults.Add($"{origin} names no host; permitted: {Form}.");
        }
        else if (bracketed ? Uri.CheckHostName(host) != UriHostNameType.IPv6 : Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4))
        {
            faults.Add($"{origin} names no possible host; permitted: a host name, an IPv4 address or an IPv6 address in brackets, as in {Form}.");
        }

        if (behind is null)
        {
            return (host, null);
        }

        if (!int.TryParse(behind, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
        {
            faults.Add($"{origin} has a port that is no whole number from 1 to 65535; permitted: {Form}.");
        }

        return (host, port);
    }
}
