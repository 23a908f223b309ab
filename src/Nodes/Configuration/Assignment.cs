namespace Bss2.Nodes.Configuration;

/// <summary>One setting as somebody wrote it.</summary>
/// <param name="Key">Name of the option.</param>
/// <param name="Text">Its value, not yet read.</param>
/// <param name="Origin">Where it stands: a flag, or file, line and column.</param>
internal sealed record Assignment(string Key, string Text, string Origin);
