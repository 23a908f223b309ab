namespace Bss2.Trainer.Data;

/// <summary>
/// MNIST (LeCun, Cortes and Burges 1998): handwritten digits of 28x28 pixels, 60,000 to learn from and 10,000 to test. Read from idx or idx.gz files in a folder that the user
/// names, or in its subfolder <c>mnist</c>; every file's size and SHA-256 are checked.
/// </summary>
public static class Mnist
{
    /// <summary>What <c>bss2 data fetch</c> calls it, and the subfolder.</summary>
    public const string Name = "mnist";

    private static readonly string[] ClassNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>
    /// Training images and labels, test images and labels. The SHA-256 were computed from files whose MD5 are those published for the unpacked files: 6bbc9ace898e44ae57da46a324031adb,
    /// a25bea736e30d166cdddb491f175f624, 2646ac647ad5339dbf082846283269ea, 27ae3e4e09519cfbb04c629615203637.
    /// </summary>
    public static IReadOnlyList<IdxFileSpec> Files { get; } =
    [
        new("train-images-idx3-ubyte", [60_000, 28, 28], ["images", "rows", "columns"], "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        new("train-labels-idx1-ubyte", [60_000], ["labels, one for each image of train-images-idx3-ubyte"], "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new("t10k-images-idx3-ubyte", [10_000, 28, 28], ["images", "rows", "columns"], "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        new("t10k-labels-idx1-ubyte", [10_000], ["labels, one for each image of t10k-images-idx3-ubyte"], "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ];

    /// <summary>Reads both sets.</summary>
    /// <param name="folder">Folder of the files, or of the folder <c>mnist</c> that holds them.</param>
    /// <exception cref="DatasetException">Files are missing or not what they should be: all of it at once.</exception>
    public static MnistImages Load(string folder) => Load(folder, Files);

    internal static MnistImages Load(string folder, IReadOnlyList<IdxFileSpec> files)
    {
        var paths = DataFolder.Find(folder, Name, files);
        var (values, faults) = (new byte[files.Count][], new DatasetException?[files.Count]);
        Parallel.For(0, files.Count, k =>
        {
            try
            {
                values[k] = IdxFile.Read(paths[k], files[k]);
            }
            catch (DatasetException fault)
            {
                faults[k] = fault;
            }
        });
        string[] found = [.. faults.SelectMany(f => f?.Faults ?? [])];
        return found.Length == 0
            ? new MnistImages(Set(files[0], values[0], values[1]), Set(files[2], values[2], values[3]))
            : throw new DatasetException(found, faults.First(f => f is not null));
    }

    private static ImageSet Set(IdxFileSpec images, byte[] pixels, byte[] labels) => new(pixels, images.Sizes[1], images.Sizes[2], Array.ConvertAll(labels, label => (int)label), ClassNames);
}
