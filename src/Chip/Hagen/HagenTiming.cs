using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Messages.Units;

namespace Bss2.Chip.Hagen;

/// <summary>How long a vector takes on the chip in matrix-multiply mode. A fact about silicon: no result depends on it.</summary>
/// <remarks>
/// A pass resets the circuits, reads the baseline, sends the events of both halves side by side, one in each five FPGA cycles on a half (hxtorch
/// wait_between_events), and reads the membranes. The three fixed waits are 10..20 us each in grenade's realtime executor; 15 us stands for them.
/// </remarks>
public static class HagenTiming
{
    /// <summary>Reset, baseline read and read, 15 us each.</summary>
    public const int FixedTicks = 3 * 3750;

    /// <summary>From one event to the next: five FPGA cycles, 40 ns.</summary>
    public const int EventTicks = 5 * HardwareTicks.PerFpgaClock;

    /// <summary>Chip time of a vector when every activation is above 0: all passes of the integrators that run, chips side by side.</summary>
    /// <param name="network">A network of input and integrator populations.</param>
    /// <param name="inputs">The input populations that a block brings.</param>
    public static HardwareTicks VectorDuration(NetworkSpec network, IEnumerable<PopulationId> inputs)
    {
        ArgumentNullException.ThrowIfNull(network);
        var given = inputs.ToHashSet();
        var longest = network.Populations.Select((population, p) => (population, p))
            .Where(x => x.population.Kind == PopulationKind.Integrator)
            .GroupBy(x => x.population.Chip, (_, own) => ChipTicks(network, given, [.. own.Select(x => x.p)]))
            .Append(0).Max();
        return new HardwareTicks(Math.Max(1, longest));
    }

    private static long ChipTicks(NetworkSpec network, HashSet<PopulationId> given, int[] integrators) =>
        integrators.Chunk(ChipGeometry.Hemispheres).Select(pass => pass.Max(p => Events(network, given, p))).Where(events => events > 0).Sum(events => FixedTicks + (events * EventTicks));

    private static long Events(NetworkSpec network, HashSet<PopulationId> given, int integrator) => network.Projections
        .Where(j => j.Target.Value == integrator && given.Contains(j.Source))
        .Sum(j => (long)network.Populations[j.Source.Value].Size * j.Sends);
}
