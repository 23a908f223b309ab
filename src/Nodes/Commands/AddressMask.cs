using System.Text.RegularExpressions;

namespace Bss2.Nodes.Commands;

/// <summary>Takes user and password out of brokers' addresses in messages.</summary>
internal static partial class AddressMask
{
    public static string Of(string message) => Credentials().Replace(message, "$1(credentials)@");

    // A path that was made of an address has one slash.
    [GeneratedRegex("(amqps?:/+).*@", RegexOptions.IgnoreCase)]
    private static partial Regex Credentials();
}
