namespace Bss2.Chip.Circuits;

/// <summary>An event as one sortable number, tick above label: rising keys are events ordered by (tick, label).</summary>
internal static class EventKey
{
    private const int LabelBits = 16;

    public static long Of(int tick, int label) => ((long)tick << LabelBits) | (uint)label;

    public static int Tick(long key) => (int)(key >> LabelBits);

    public static int Label(long key) => (int)(key & 0xFFFF);

    /// <summary>The same event at another time.</summary>
    public static long At(long key, int tick) => Of(tick, Label(key));
}
