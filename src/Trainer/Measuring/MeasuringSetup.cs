using Bss2.Chip.Parts;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using static System.FormattableString;

namespace Bss2.Trainer.Measuring;

/// <summary>Which circuits of which chip are measured, and how often.</summary>
/// <param name="Chip">The emulated chip.</param>
/// <param name="Profile">What its circuits are calibrated to.</param>
public sealed record MeasuringSetup(ChipSettings Chip, CircuitTargets Profile)
{
    /// <summary>Fewest runs: fewer have no scatter to tell an uncertainty from.</summary>
    public const int LeastRuns = 2;

    /// <summary>Most runs.</summary>
    public const int MostRuns = 10_000;

    /// <summary>Shortest time step, seconds.</summary>
    public const double ShortestDt = 0.1e-6;

    /// <summary>Longest time step, seconds: a hundred of them are then as long as what the column ADC keeps, 100 samples 2 us apart (grenade ppu.h).</summary>
    public const double LongestDt = 2e-6;

    /// <summary>Runs of each measurement; 10, as in the hxtorch introduction.</summary>
    public int Runs { get; init; } = 10;

    /// <summary>Seed of the noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Atomic circuits 0..511, each once; by default all.</summary>
    public IReadOnlyList<int> Circuits { get; init; } = [.. Enumerable.Range(0, ChipGeometry.Circuits)];

    /// <summary>Time step of the numerics that the chip is compared with, seconds; traces are brought to it.</summary>
    public double Dt { get; init; } = 1e-6;

    /// <summary>Threshold of the numerics above their leak, model units.</summary>
    public double ModelThreshold { get; init; } = 1;

    /// <summary>What is wrong with the setup, each with actual and permitted values; empty where nothing is.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (Runs is < LeastRuns or > MostRuns)
        {
            faults.Add(Invariant($"A measurement has {Runs} runs; permitted: {LeastRuns}..{MostRuns}, because the uncertainty is the scatter between runs."));
        }

        if (!(Dt >= ShortestDt && Dt <= LongestDt))
        {
            faults.Add(Invariant($"The time step is {Microseconds(Dt)} us; permitted: {Microseconds(ShortestDt)}..{Microseconds(LongestDt)} us."));
        }

        if (!(ModelThreshold > 0) || !double.IsFinite(ModelThreshold))
        {
            faults.Add(Invariant($"The threshold of the model is {ModelThreshold}; permitted: finite numbers above 0, in model units above the leak."));
        }

        if (Circuits.Count == 0 || Circuits.Distinct().Count() != Circuits.Count || Circuits.Any(c => c is < 0 or >= ChipGeometry.Circuits))
        {
            faults.Add($"Circuits [{string.Join(", ", Circuits.Take(8))}{(Circuits.Count > 8 ? ", …" : "")}] are to be measured; permitted: at least one of 0..{ChipGeometry.Circuits - 1}, each once.");
        }
        else
        {
            faults.AddRange(PlacementFaults());
        }

        return faults;
    }

    /// <summary>Throws where there are faults.</summary>
    /// <exception cref="ArgumentException">All of them, one a line.</exception>
    internal void Require()
    {
        if (Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, faults));
        }
    }

    private static double Microseconds(double seconds) => Math.Round(seconds * 1e6, 6);

    /// <summary>What placement finds: ranges of the chip's settings and of the profile.</summary>
    private IReadOnlyList<string> PlacementFaults()
    {
        try
        {
            ChipProbe.Check(this);
            return [];
        }
        catch (PlacementException refusal)
        {
            return refusal.Faults;
        }
    }
}
