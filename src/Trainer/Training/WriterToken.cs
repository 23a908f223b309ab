using System.Globalization;
using System.Security.Cryptography;

namespace Bss2.Trainer.Training;

/// <summary>Names one writer of a run folder: <c>HOST-PROCESS-RANDOM</c>. The random part tells two writers of one process, or of two hosts of one name, apart.</summary>
internal sealed record WriterToken(string Text)
{
    private const int RandomDigits = 8;

    public static WriterToken OfThisProcess()
    {
        var host = string.Concat(Environment.MachineName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'));
        return new WriterToken(string.Create(CultureInfo.InvariantCulture, $"{host}-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}"));
    }

    /// <summary>A token in words: "process 1234 on host", or the token itself where it is not of this form.</summary>
    public static string Describe(string token)
    {
        var parts = token.Split('-');
        return parts.Length >= 3 && parts[^1].Length == RandomDigits && parts[^2].All(char.IsAsciiDigit)
            ? $"process {parts[^2]} on {string.Join('-', parts[..^2])} (writer {token})"
            : $"writer {token}";
    }

    public override string ToString() => Text;
}
