using System.Diagnostics;

namespace Bss2.TestKit.Processes;

/// <summary>
/// Sees to it that no process outlives the tests that started it, however they end: a shell reads the numbers of process groups from a pipe and kills those that are
/// left when the pipe closes, which it does even if the tests are killed.
/// </summary>
internal static class Reaper
{
    private const string Script = """
        trap '' INT TERM HUP
        left=' '
        while read -r sign group; do
            case $sign in
                +) left="$left$group " ;;
                -) left="${left%% $group *} ${left#* $group }" ;;
            esac
        done
        for group in $left; do kill -9 "-$group"; done
        """;

    private static readonly Lock Gate = new();
    private static readonly StreamWriter Orders = Start();

    public static void Add(int group) => Tell('+', group);

    public static void Remove(int group) => Tell('-', group);

    private static void Tell(char sign, int group)
    {
        lock (Gate)
        {
            Orders.Write($"{sign} {group}\n");
            Orders.Flush();
        }
    }

    private static StreamWriter Start()
    {
        // A session of its own, so that a signal to the tests' group leaves it alive to do its work.
        var start = new ProcessStartInfo("setsid", ["/bin/sh", "-c", Script]) { RedirectStandardInput = true, UseShellExecute = false };
        return Process.Start(start)!.StandardInput;
    }
}
