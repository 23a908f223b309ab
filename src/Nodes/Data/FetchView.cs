using System.Globalization;
using Spectre.Console;

namespace Bss2.Nodes.Data;

/// <summary>Shows a download: bars on a terminal, lines elsewhere, or nothing.</summary>
internal static class FetchView
{
    private const long MegaByte = 1_000_000;

    /// <summary>A bar for each file, and what else happens above them.</summary>
    public static Task<T> WithBarsAsync<T>(IAnsiConsole console, Func<Action<object>, Task<T>> work) =>
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn())
            .StartAsync(async context =>
            {
                var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
                return await work(happened =>
                {
                    switch (happened)
                    {
                        case FetchNotice notice:
                            console.WriteLine(notice.Text);
                            break;
                        case FetchProgress progress:
                            if (!bars.TryGetValue(progress.File, out var bar))
                            {
                                bars[progress.File] = bar = context.AddTask(Markup.Escape(progress.File), maxValue: Math.Max(1, progress.Total ?? 1));
                            }

                            bar.IsIndeterminate = progress.Total is null;
                            bar.MaxValue = Math.Max(1, progress.Total ?? bar.MaxValue);
                            bar.Value = progress.Bytes;
                            break;
                    }
                });
            });

    /// <summary>A line for what happens, and for each quarter of a file of more than a megabyte.</summary>
    public static Task<T> WithLinesAsync<T>(TextWriter output, Func<Action<object>, Task<T>> work)
    {
        var quarters = new Dictionary<string, long>(StringComparer.Ordinal);
        return work(happened =>
        {
            switch (happened)
            {
                case FetchNotice notice:
                    output.WriteLine(notice.Text);
                    break;
                case FetchProgress { Total: > MegaByte and var total } progress when 4 * progress.Bytes / total is > 0 and < 4 and var quarter && quarter > quarters.GetValueOrDefault(progress.File):
                    quarters[progress.File] = quarter;
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.File}: {(double)progress.Bytes / MegaByte:0.0} of {(double)total / MegaByte:0.0} MB"));
                    break;
                default:
                    return;
            }

            output.Flush();
        });
    }
}
