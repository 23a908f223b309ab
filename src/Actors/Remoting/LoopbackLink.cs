using Bss2.Actors.Dispatch;

namespace Bss2.Actors.Remoting;

/// <summary>The way from one node to another, one direction. Keeps order except where its faults say otherwise.</summary>
internal sealed class LoopbackLink(TimeProvider time, SeededSequence choices, LinkFaults faults)
{
    private readonly List<Action> _held = [];
    private long _lastDue;

    public LinkFaults Faults { get; set; } = faults;

    public bool IsCut { get; private set; }

    /// <summary>Sends a message: decides its fate now, calls <paramref name="arrive"/> then. Returns how often it will arrive and whether it may be overtaken.</summary>
    public (int Copies, bool Reordered) Send(Action arrive)
    {
        if (choices.Fraction() < Faults.Drop)
            return (0, false);
        var copies = choices.Fraction() < Faults.Duplicate ? 2 : 1;
        var anyReordered = false;
        for (var copy = 0; copy < copies; copy++)
        {
            var due = time.GetTimestamp() + (Faults.MinimumDelay + Part(Faults.Spread)).Ticks;
            var reordered = choices.Fraction() < Faults.Reorder;
            anyReordered |= reordered;
            if (reordered)
                due += Part(Faults.Spread).Ticks + 1;
            else
                _lastDue = due = Math.Max(due, _lastDue);
            At(due, arrive);
        }

        return (copies, anyReordered);
    }

    /// <summary>Sends a signal of the runtime: never lost, behind the messages that keep their order, held while the link is cut.</summary>
    public void SendSignal(Action arrive)
    {
        if (IsCut)
        {
            _held.Add(arrive);
            return;
        }

        _lastDue = Math.Max(_lastDue, time.GetTimestamp() + Faults.MinimumDelay.Ticks);
        At(_lastDue, arrive);
    }

    public void Cut() => IsCut = true;

    public void Heal()
    {
        IsCut = false;
        foreach (var arrive in _held)
            SendSignal(arrive);
        _held.Clear();
    }

    private TimeSpan Part(TimeSpan spread) => spread == TimeSpan.Zero ? spread : TimeSpan.FromTicks((long)(choices.Fraction() * spread.Ticks));

    private void At(long dueTicks, Action arrive)
    {
        var delay = TimeSpan.FromTicks(dueTicks - time.GetTimestamp());
        if (delay <= TimeSpan.Zero)
            arrive();
        else
            time.CreateTimer(static state => ((Action)state!)(), arrive, delay, Timeout.InfiniteTimeSpan);
    }
}
