using Bss2.Actors.Remoting.RabbitMq;
using Bss2.Nodes.Configuration;

namespace Bss2.Nodes.Commands;

/// <summary>
/// Where user and password come from: a file, else the environment, else the broker's own <c>guest</c> where it is on this machine. Faults name the place, never what stands there.
/// </summary>
internal static class BrokerCredentialsSource
{
    private const string Form = "two lines, 'user: NAME' and 'password: TEXT' (in quotes where it has special characters)";
    private const string Guest = "guest";

    /// <summary>The credentials, or null with one more fault.</summary>
    /// <param name="file">Name of a file, or null where none was given.</param>
    /// <param name="environment">Looks a variable up.</param>
    /// <param name="loopback">Whether the broker is on this machine.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="warnings">Takes what is unwise.</param>
    public static BrokerCredentials? Find(FlagValue? file, Func<string, string?> environment, bool loopback, List<string> faults, TextWriter? warnings)
    {
        if (file is not null)
        {
            // In a container there is nobody else, and its secrets cannot be changed from within.
            return OfFile(file, faults, environment(EnvironmentNames.InContainer) == "true" ? null : warnings);
        }

        var (user, password) = (environment(EnvironmentNames.User), environment(EnvironmentNames.Password));
        if (string.IsNullOrEmpty(user) != string.IsNullOrEmpty(password))
        {
            var (there, missing) = string.IsNullOrEmpty(user) ? (EnvironmentNames.Password, EnvironmentNames.User) : (EnvironmentNames.User, EnvironmentNames.Password);
            faults.Add($"{there} is set and {missing} is not; set both, or name a file with --credentials.");
            return null;
        }

        if (!string.IsNullOrEmpty(user))
        {
            return new BrokerCredentials(user, password!);
        }

        if (!loopback)
        {
            faults.Add($"A broker on another machine wants user and password: name a file with --credentials FILE or {EnvironmentNames.CredentialsFile}, or set {EnvironmentNames.User} and {EnvironmentNames.Password}.");
            return null;
        }

        return new BrokerCredentials(Guest, Guest);
    }

    private static BrokerCredentials? OfFile(FlagValue file, List<string> faults, TextWriter? warnings)
    {
        string text;
        try
        {
            text = File.ReadAllText(file.Text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{file.Origin}: the credentials file {file.Text} cannot be read ({fault.Message.TrimEnd('.')}); it has {Form}.");
            return null;
        }

        // What the parser says may repeat part of the file, so it is not passed on.
        var read = ConfigurationFile.Parse(text, file.Text);
        var values = read.Assignments.ToDictionary(a => a.Key, a => a.Text, StringComparer.Ordinal);
        if (read.Faults.Count > 0 || values.Keys.Any(k => k is not ("user" or "password"))
            || !values.TryGetValue("user", out var user) || !values.TryGetValue("password", out var password) || user.Length == 0 || password.Length == 0)
        {
            faults.Add($"{file.Origin}: {file.Text} does not hold user and password; permitted: {Form}, nothing else.");
            return null;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.Text) & UnixFileMode.OtherRead) != 0)
        {
            warnings?.WriteLine($"Warning: everybody on this machine can read {file.Text}, which holds a password; chmod 600 it.");
        }

        return new BrokerCredentials(user, password);
    }
}
