using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Measuring;

namespace Bss2.Nodes.Commands;

/// <summary>One measured number of a chip as it is printed and written.</summary>
/// <param name="Key">Name in files, camelCase.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Unit">Unit of the number.</param>
/// <param name="Decimals">Decimals worth printing.</param>
/// <param name="Measured">The number.</param>
/// <param name="ToMillivolts">The number in mV, or null where it is no voltage.</param>
internal sealed record MeasuredQuantity(string Key, string Name, string Unit, int Decimals, Measurement Measured, Func<double, double>? ToMillivolts)
{
    public double? Millivolts => ToMillivolts?.Invoke(Measured.Value);

    /// <summary>All numbers of a chip, in the order of printing.</summary>
    public static IReadOnlyList<MeasuredQuantity> Of(ChipMeasurements chip) =>
    [
        new("baseline", "baseline", "code", 2, chip.Range.Baseline, PotentialOf),
        new("upperBound", "upper bound", "code", 2, chip.Range.Upper, PotentialOf),
        new("lowerBound", "lower bound", "code", 2, chip.Range.Lower, PotentialOf),
        new("leakToThreshold", "leak to threshold", "LSB", 2, chip.Trace.LeakToThreshold, DifferenceOf),
        new("traceScale", "trace scale", "per LSB", 5, chip.Trace.Scale, null),
        new("pspHeightPerWeight", "PSP height per weight", "LSB", 4, chip.Weight.ChipHeightPerWeight, DifferenceOf),
        new("weightScale", "weight scale", "", 2, chip.Weight.Scale, null),
    ];

    private static double PotentialOf(double code) => CadcScale.ToMillivolts(CadcScale.LsbOfCode(code));

    private static double DifferenceOf(double lsb) => lsb * CadcScale.MillivoltsPerLsb;
}
