namespace Bss2.Nodes.Reports;

/// <summary>Names of the classes, from the data where they are known.</summary>
internal static class ClassNames
{
    public static string[] Of(RunData run, int count) =>
        run.Samples is { } samples && samples.ClassNames.Length == count
            ? samples.ClassNames
            : [.. Enumerable.Range(0, count).Select(c => $"class {c}")];
}
