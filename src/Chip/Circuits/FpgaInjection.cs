using Bss2.Chip.Parts;
using Bss2.Messages.Units;

namespace Bss2.Chip.Circuits;

/// <summary>
/// When the playback program of the FPGA sends its spikes: one instruction per FPGA clock (8 ns) with up to three spikes each.
/// A program never loses a spike; what does not fit into an instruction goes into the next.
/// </summary>
internal static class FpgaInjection
{
    /// <summary>Moves each event to the clock in which it is sent.</summary>
    /// <param name="events">Keys of <see cref="EventKey"/> in rising order; stay so up to order within one clock.</param>
    public static void Schedule(Span<long> events)
    {
        var clock = int.MinValue;
        var inClock = 0;
        for (var i = 0; i < events.Length; i++)
        {
            var wanted = EventKey.Tick(events[i]) / HardwareTicks.PerFpgaClock;
            if (wanted > clock)
            {
                clock = wanted;
                inClock = 0;
            }
            else if (inClock == ChipTiming.EventsPerFpgaInstruction)
            {
                clock++;
                inClock = 0;
            }

            inClock++;
            events[i] = EventKey.At(events[i], clock * HardwareTicks.PerFpgaClock);
        }
    }
}
