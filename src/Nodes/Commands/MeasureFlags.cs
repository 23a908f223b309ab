using System.CommandLine;
using System.Globalization;
using Bss2.Chip.Parts;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Measuring;

namespace Bss2.Nodes.Commands;

/// <summary>Flags of <c>bss2 measure</c>.</summary>
internal sealed class MeasureFlags
{
    private const int MostSerials = 1000;
    private const string Range = "..";
    private const string DefaultProfile = "spiking";
    private const double Microsecond = 1e-6;

    private readonly Option<string> _serial = Flag("--chip-serial", "N", "Which virtual chip (default 1)");
    private readonly Option<string> _serials = Flag("--serials", "A..B", "Several chips: serial numbers from A to B");
    private readonly Option<string> _profile = Flag("--profile", "P", "What the circuits are calibrated to: spiking (default), spiking2 or a calibration file");
    private readonly Option<string> _runs = Flag("--runs", "N", "Runs of each measurement (default 10)");
    private readonly Option<string> _circuits = Flag("--circuits", "N", "Circuits to measure, from circuit 0 on (default all 512)");
    private readonly Option<string> _seed = Flag("--seed", "N", "Seed of the noise (default 1)");
    private readonly Option<string> _dt = Flag("--dt", "US", "Time step of the model that the chip is compared with, us (default 1)");
    private readonly Option<string> _threshold = Flag("--model-threshold", "X", "Threshold of the model above its leak (default 1)");
    private readonly Option<string> _imperfections = Flag("--imperfections", "LIST", "What differs from ideal circuits: all (default), none, or names to keep or (-name) to remove");
    private readonly Option<string> _output = Flag("--out", "FILE", "Also write the numbers, as .csv or .json");

    public void AddTo(Command command)
    {
        foreach (var flag in new[] { _serial, _serials, _profile, _runs, _circuits, _seed, _dt, _threshold, _imperfections, _output })
        {
            command.Add(flag);
        }
    }

    /// <summary>What was asked for; all that is wrong with it is added to the faults.</summary>
    public MeasurePlan Read(ParseResult parsed, List<string> faults)
    {
        var profile = Text(parsed, _profile) ?? DefaultProfile;
        var serials = Serials(parsed, faults);
        var enabled = Imperfections(parsed, faults);
        var setup = new MeasuringSetup(new ChipSettings(new ChipSerial(serials[0]), enabled), Profile(profile, faults))
        {
            Runs = (int)Whole(parsed, _runs, MeasuringSetup.LeastRuns, MeasuringSetup.MostRuns, 10, faults),
            Circuits = [.. Enumerable.Range(0, (int)Whole(parsed, _circuits, 1, ChipGeometry.Circuits, ChipGeometry.Circuits, faults))],
            Seed = (ulong)Whole(parsed, _seed, 0, long.MaxValue, 1, faults),
            Dt = Number(parsed, _dt, MeasuringSetup.ShortestDt / Microsecond, MeasuringSetup.LongestDt / Microsecond, 1, " us", faults) * Microsecond,
            ModelThreshold = Number(parsed, _threshold, 1e-6, 1e6, 1, "", faults),
        };
        var output = Text(parsed, _output);
        if (output is not null && !MeasurePlan.Endings.Contains(Path.GetExtension(output)))
        {
            faults.Add($"{_output.Name} is '{output}'; permitted: a file whose name ends in {string.Join(" or ", MeasurePlan.Endings)}.");
        }

        if (faults.Count == 0)
        {
            faults.AddRange(setup.Faults());
        }

        return new MeasurePlan(setup, serials, profile, output);
    }

    private IReadOnlyList<int> Serials(ParseResult parsed, List<string> faults)
    {
        var range = Text(parsed, _serials);
        var single = (int)Whole(parsed, _serial, 0, int.MaxValue, 1, faults);
        if (range is null)
        {
            return [single];
        }

        if (Text(parsed, _serial) is not null)
        {
            faults.Add($"{_serial.Name} and {_serials.Name} are both given; keep one of them.");
        }

        var ends = range.Split(Range);
        if (ends.Length == 2 && Serial(ends[0], out var first) && Serial(ends[1], out var last) && first <= last && (long)last - first < MostSerials)
        {
            return [.. Enumerable.Range(first, last - first + 1)];
        }

        faults.Add($"{_serials.Name} is '{range}'; permitted: A..B with serial numbers in 0..{int.MaxValue}, A not above B and at most {MostSerials} chips, e.g. 1..10.");
        return [single];
    }

    private CircuitTargets Profile(string nameOrPath, List<string> faults)
    {
        try
        {
            return CalibrationFile.Load(nameOrPath);
        }
        catch (Exception refusal) when (refusal is InvalidDataException or ArgumentException)
        {
            var lines = nameOrPath.Length == 0 ? [$"it is empty; permitted: {string.Join(", ", CalibrationFile.Names)} or a calibration file."] : refusal.Message.Split(Environment.NewLine);
            faults.AddRange(lines.Select(fault => $"{_profile.Name}: {fault}"));
            return CircuitTargets.Spiking;
        }
    }

    private Imperfections Imperfections(ParseResult parsed, List<string> faults)
    {
        var found = new List<string>();
        var enabled = ImperfectionList.Parse(Text(parsed, _imperfections) ?? "all", found);
        faults.AddRange(found.Select(fault => $"{_imperfections.Name}: {fault}"));
        return enabled;
    }

    private static bool Serial(string text, out int serial) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out serial);

    private static long Whole(ParseResult parsed, Option<string> flag, long least, long most, long otherwise, List<string> faults)
    {
        if (Text(parsed, flag) is not { } text)
        {
            return otherwise;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        faults.Add($"{flag.Name} is '{text}'; permitted: a whole number from {least} to {most}.");
        return otherwise;
    }

    private static double Number(ParseResult parsed, Option<string> flag, double least, double most, double otherwise, string unit, List<string> faults)
    {
        if (Text(parsed, flag) is not { } text)
        {
            return otherwise;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        faults.Add(FormattableString.Invariant($"{flag.Name} is '{text}'; permitted: a number from {least:R} to {most:R}{unit}."));
        return otherwise;
    }

    // A flag whose form is wrong is reported as a fault of form; here it counts as not given.
    private static string? Text(ParseResult parsed, Option<string> flag) => parsed.GetResult(flag)?.Tokens is [var only] ? only.Value : null;

    private static Option<string> Flag(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
