using Bss2.Trainer.Data;

namespace Bss2.Nodes.Data;

/// <summary>A dataset that can be downloaded.</summary>
/// <param name="Name">What is typed, and the subfolder.</param>
/// <param name="Files">Its files; downloaded packed by gzip.</param>
/// <param name="Mirrors">Addresses under which the packed files lie, each with '/' at its end. They need not be trusted: every file's SHA-256 is checked.</param>
internal sealed record FetchSource(string Name, IReadOnlyList<IdxFileSpec> Files, IReadOnlyList<Uri> Mirrors)
{
    /// <summary>All that are known.</summary>
    public static IReadOnlyList<FetchSource> All { get; } =
    [
        new(
            Mnist.Name,
            Mnist.Files,
            [
                new Uri("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                new Uri("https://storage.googleapis.com/cvdf-datasets/mnist/"),
                new Uri("http://yann.lecun.com/exdb/mnist/"),
            ]),
    ];
}
