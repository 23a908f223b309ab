using System.Globalization;
using System.Text;
using System.Text.Json;
using Bss2.Trainer.Measuring;
using static System.FormattableString;

namespace Bss2.Nodes.Commands;

/// <summary>The numbers of <c>bss2 measure</c> as files: every digit, the same bytes for the same measurement.</summary>
internal static class MeasureFile
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    /// <summary>A line for each chip and quantity.</summary>
    public static string Csv(IReadOnlyList<ChipMeasurements> chips)
    {
        var text = new StringBuilder("chipSerial,quantity,unit,mean,errorOverRuns,spreadOfCircuits,millivolts\n");
        foreach (var chip in chips)
        {
            foreach (var q in MeasuredQuantity.Of(chip))
            {
                text.Append(Invariant($"{chip.Setup.Chip.Serial.Value},{q.Key},{q.Unit},{q.Measured.Value:R},{q.Measured.Error:R},{q.Measured.Spread:R},"))
                    .Append(q.Millivolts?.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>An object for each chip, with the values of each circuit.</summary>
    public static string Json(MeasurePlan plan, IReadOnlyList<ChipMeasurements> chips) => JsonSerializer.Serialize(
        new
        {
            plan.Profile,
            Targets = plan.Setup.Profile,
            plan.Setup.Runs,
            plan.Setup.Seed,
            DtMicroseconds = Math.Round(plan.Setup.Dt * 1e6, 6),
            plan.Setup.ModelThreshold,
            plan.Setup.Circuits,
            Chips = chips.Select(chip => new
            {
                ChipSerial = chip.Setup.Chip.Serial.Value,
                ModelPspHeightPerWeight = chip.Weight.ModelHeightPerWeight,
                Quantities = MeasuredQuantity.Of(chip).ToDictionary(
                    q => q.Key,
                    q => new { q.Unit, Mean = q.Measured.Value, ErrorOverRuns = q.Measured.Error, SpreadOfCircuits = q.Measured.Spread, q.Millivolts, q.Measured.PerCircuit }),
            }),
        },
        Indented) + "\n";
}
