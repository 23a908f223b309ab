using System.Runtime.InteropServices;

namespace Bss2.TestKit.Processes;

/// <summary>Signals to processes, as <c>kill(2)</c> sends them. The numbers are Linux's on x86-64 and ARM.</summary>
public static partial class PosixSignal
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal to a process, or, given the negative of its number, to a group of processes. One that is gone needs none.</summary>
    /// <returns>Whether somebody was there to get it.</returns>
    public static bool Send(int processId, int signal) => SendSignal(processId, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
