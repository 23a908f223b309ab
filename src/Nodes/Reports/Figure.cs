namespace Bss2.Nodes.Reports;

/// <summary>A picture with its title and one sentence that says what it shows.</summary>
/// <param name="Title">Plain text.</param>
/// <param name="Svg">SVG element.</param>
/// <param name="Caption">Plain text.</param>
/// <param name="Wide">Whether it takes the whole width of the page.</param>
internal sealed record Figure(string Title, string Svg, string Caption, bool Wide = false);
