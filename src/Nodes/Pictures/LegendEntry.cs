namespace Bss2.Nodes.Pictures;

/// <summary>One name in a legend.</summary>
/// <param name="Name">Text.</param>
/// <param name="Style">Classes of the mark.</param>
/// <param name="Shape">Shape of the mark (its class index), or null for a line.</param>
internal sealed record LegendEntry(string Name, string Style, int? Shape = null);
