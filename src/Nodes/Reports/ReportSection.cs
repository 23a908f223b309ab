namespace Bss2.Nodes.Reports;

/// <summary>A part of the report; a part without figures is left out.</summary>
internal sealed record ReportSection(string Title, IReadOnlyList<Figure> Figures);
