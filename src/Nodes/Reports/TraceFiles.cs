using System.Globalization;
using System.Text;
using Bss2.Trainer.Experiments;
using Bss2.Trainer.Training;
using static System.FormattableString;

namespace Bss2.Nodes.Reports;

/// <summary>The numbers of <c>bss2 trace intro</c> as files: all arrays in one .npz, and as tables. The same trace gives the same bytes.</summary>
internal static class TraceFiles
{
    public static IEnumerable<(string Name, byte[] Content)> Of(IntroTrace trace)
    {
        yield return ("traces.npz", NpzArchive.Encode(Arrays(trace)));
        yield return ("cadc.csv", Table("microseconds,code,lsb,millivolts", trace.Cadc.Codes.Length, k =>
            Invariant($"{trace.Cadc.Microseconds[k]:R},{trace.Cadc.Codes[k]},{trace.Cadc.Lsb[k]:R},{trace.Cadc.Millivolts[k]:R}")));
        yield return ("madc.csv", Table("microseconds,code", trace.Madc.Codes.Length, Madc(trace)));
        yield return ("spikes.csv", Spikes(trace));
        yield return ("rows.csv", Table(
            "microseconds,cadc,mock,modelPsp," + string.Join(',', Enumerable.Range(0, trace.ChipPsps.Length).Select(run => Invariant($"chipPsp{run}"))),
            IntroTrace.Steps,
            row => Invariant($"{row},{trace.CadcRows[row]:R},{trace.MockRows[row]:R},{trace.ModelPsp[row]:R},{string.Join(',', trace.ChipPsps.Select(psp => psp[row].ToString("R", CultureInfo.InvariantCulture)))}")));
        yield return ("measurements.csv", Measurements(trace));
    }

    private static Func<int, string> Madc(IntroTrace trace)
    {
        var microseconds = trace.Madc.Microseconds;
        return k => Invariant($"{microseconds[k]:R},{trace.Madc.Codes[k]}");
    }

    private static IEnumerable<NpyArray> Arrays(IntroTrace trace) =>
    [
        NpyArray.Of("inputRows", [.. IntroTrace.InputRows], IntroTrace.InputRows.Count),
        NpyArray.Of("cadcMicroseconds", trace.Cadc.Microseconds, trace.Cadc.Codes.Length),
        NpyArray.Of("cadcCodes", trace.Cadc.Codes, trace.Cadc.Codes.Length),
        NpyArray.Of("cadcRows", trace.CadcRows, trace.CadcRows.Length),
        NpyArray.Of("madcMicroseconds", trace.Madc.Microseconds, trace.Madc.Codes.Length),
        NpyArray.Of("madcCodes", trace.Madc.Codes, trace.Madc.Codes.Length),
        NpyArray.Of("spikeMicroseconds", trace.SpikesMicroseconds, trace.SpikesMicroseconds.Length),
        NpyArray.Of("mockRows", trace.MockRows, trace.MockRows.Length),
        NpyArray.Of("mockSpikeRows", trace.MockSpikeRows, trace.MockSpikeRows.Length),
        NpyArray.Of("modelPsp", trace.ModelPsp, trace.ModelPsp.Length),
        NpyArray.Of("chipPsps", [.. trace.ChipPsps.SelectMany(psp => psp)], trace.ChipPsps.Length, IntroTrace.Steps),
    ];

    private static byte[] Spikes(IntroTrace trace)
    {
        var inputs = IntroTrace.InputRows.Select(row => Invariant($"input,{row}"));
        var chip = trace.SpikesMicroseconds.Select(time => Invariant($"chip,{time:R}"));
        var mock = trace.MockSpikeRows.Select(row => Invariant($"mock,{row}"));
        string[] lines = [.. inputs, .. chip, .. mock];
        return Table("source,microseconds", lines.Length, k => lines[k]);
    }

    private static byte[] Measurements(IntroTrace trace)
    {
        var (alignment, weight) = (trace.Alignment, trace.MeasuredWeightScale);
        var quantities = new[]
        {
            ("baseline", "code", alignment.Baseline),
            ("leakToThreshold", "LSB", alignment.LeakToThreshold),
            ("traceScale", "per LSB", alignment.Scale),
            ("pspHeightPerWeight", "LSB", weight.ChipHeightPerWeight),
            ("weightScale", "", weight.Scale),
        };
        return Table("quantity,unit,value,error", quantities.Length, k =>
            Invariant($"{quantities[k].Item1},{quantities[k].Item2},{quantities[k].Item3.Value:R},{quantities[k].Item3.Error:R}"));
    }

    private static byte[] Table(string header, int rows, Func<int, string> row)
    {
        var text = new StringBuilder(header).Append('\n');
        for (var k = 0; k < rows; k++)
        {
            text.Append(row(k)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
