using System.Globalization;
using Bss2.Nodes.Jobs;
using Bss2.Trainer.Measuring;
using static System.FormattableString;

namespace Bss2.Nodes.Commands;

/// <summary>What <c>bss2 measure</c> prints.</summary>
internal static class MeasureText
{
    /// <summary>One chip: a row for each quantity.</summary>
    public static string OfChip(MeasurePlan plan, ChipMeasurements chip)
    {
        var rows = MeasuredQuantity.Of(chip).Select(q => new[]
        {
            q.Name,
            $"{Number(q.Measured.Value, q.Decimals)} {q.Unit}".TrimEnd(),
            $"± {Number(q.Measured.Error, q.Decimals)}",
            chip.Setup.Circuits.Count > 1 ? Number(q.Measured.Spread, q.Decimals) : "–",
            q.Millivolts is { } millivolts ? $"{Number(millivolts, q.Key == "pspHeightPerWeight" ? 3 : 1)} mV" : "",
        });
        var table = TextTable.Of(
            Invariant($"Chip {chip.Setup.Chip.Serial.Value}, {Conditions(plan)}"), "", ["quantity", "mean", "error over runs", "spread of circuits", "in mV"], rows);
        return table + Notes(chip);
    }

    /// <summary>Several chips: a row for each, and their mean.</summary>
    public static string OfChips(MeasurePlan plan, IReadOnlyList<ChipMeasurements> chips)
    {
        var measured = chips.Select(MeasuredQuantity.Of).ToArray();
        var header = measured[0].Select(q => q.Unit.Length == 0 ? q.Name : $"{q.Name} ({q.Unit}{(q.ToMillivolts is null ? "" : ", mV")})");
        List<string[]> rows = [.. chips.Zip(measured, (chip, quantities) => Row(Invariant($"{chip.Setup.Chip.Serial.Value}"), quantities, q => q.Measured.Value, q => q.Measured.Error))];
        rows.Add([.. Enumerable.Range(0, measured[0].Count).Select(k =>
        {
            var values = measured.Select(m => m[k].Measured.Value).ToArray();
            return Cell(measured[0][k], values.Average(), Deviation(values));
        }).Prepend("mean ± sd")]);
        return TextTable.Of(
            Invariant($"{chips.Count} chips, {Conditions(plan)}; ± is the error over runs"), "", [.. header.Prepend("chip")], rows) + Notes(chips[0]);
    }

    private static string[] Row(string name, IReadOnlyList<MeasuredQuantity> quantities, Func<MeasuredQuantity, double> value, Func<MeasuredQuantity, double> error) =>
        [.. quantities.Select(q => Cell(q, value(q), error(q))).Prepend(name)];

    private static string Cell(MeasuredQuantity quantity, double value, double error)
    {
        var millivolts = quantity.ToMillivolts is { } convert ? $", {Number(convert(value), quantity.Decimals > 2 ? 3 : 1)}" : "";
        return $"{Number(value, quantity.Decimals)} ± {Number(error, quantity.Decimals)}{millivolts}";
    }

    private static string Conditions(MeasurePlan plan)
    {
        var (setup, profile) = (plan.Setup, plan.Setup.Profile);
        return Invariant(
            $"profile {plan.Profile} (leak {profile.LeakLsb}, reset {profile.ResetLsb}, threshold {profile.ThresholdLsb} LSB, tau_mem {profile.MembraneTimeConstantMicroseconds} us, tau_syn {profile.ExcitatoryTimeConstantMicroseconds} us), {setup.Circuits.Count} {(setup.Circuits.Count == 1 ? "circuit" : "circuits")}, {setup.Runs} runs, seed {setup.Seed}");
    }

    private static string Notes(ChipMeasurements chip) => Invariant(
        $"Codes are those of recordings, CADC LSB − 128; one LSB is 4.5 mV. The model, with a time step of {Math.Round(chip.Setup.Dt * 1e6, 6)} us and a threshold of {chip.Setup.ModelThreshold}, has a PSP height per weight of {chip.Weight.ModelHeightPerWeight:0.0000}.\n");

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }

    private static string Number(double value, int decimals) => value.ToString($"F{decimals.ToString(CultureInfo.InvariantCulture)}", CultureInfo.InvariantCulture);
}
