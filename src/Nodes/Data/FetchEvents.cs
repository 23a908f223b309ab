namespace Bss2.Nodes.Data;

/// <summary>Something that people want to read.</summary>
internal sealed record FetchNotice(string Text);

/// <summary>More of a file came.</summary>
/// <param name="File">Its name.</param>
/// <param name="Bytes">What is there of it.</param>
/// <param name="Total">Bytes of the whole file, where the server says so.</param>
internal sealed record FetchProgress(string File, long Bytes, long? Total);
