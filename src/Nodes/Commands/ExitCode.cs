namespace Bss2.Nodes.Commands;

/// <summary>What a command's end means to whoever started it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The work could not be done, e.g. the disk is full.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong; nothing was begun.</summary>
    public const int BadUsage = 2;

    /// <summary>A signal came and everything was saved (128 + SIGINT, as shells have it).</summary>
    public const int Interrupted = 130;
}
