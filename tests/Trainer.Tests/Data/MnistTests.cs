using System.Security.Cryptography;
using Bss2.Trainer.Data;
using Bss2.Trainer.Tests.Training;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.Data;

public sealed class MnistTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly (IdxFileSpec Spec, byte[] File)[] _small = IdxBytes.SmallSet();

    public MnistTests() => Directory.CreateDirectory(_folder.Path);

    public void Dispose() => _folder.Dispose();

    private IdxFileSpec[] Specs => [.. _small.Select(s => s.Spec)];

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("mnist", false)]
    [InlineData("mnist", true)]
    public void Files_are_found_in_the_folder_and_in_its_subfolder_packed_or_not(string subfolder, bool packed)
    {
        WriteAll(subfolder, packed);

        var images = Mnist.Load(_folder.Path, Specs);

        Assert.Equal((12, 6, 3, 2), (images.Train.Count, images.Test.Count, images.Train.Height, images.Train.Width));
        Assert.Equal([0, 37, 74, 111, 148, 185], images.Train[0].ToArray());
        Assert.Equal(_small[0].File[(16 + 66)..], images.Train[11].ToArray());
        Assert.Equal([0, 7, 4, 1, 8, 5], images.Test.Labels);
    }

    [Fact]
    public void A_folder_that_is_not_there_says_what_to_do()
    {
        var folder = Path.Combine(_folder.Path, "none");
        Assert.Equal(
            $"{folder} is no folder, so the dataset 'mnist' cannot be read from it. 'bss2 data fetch mnist --data-dir {folder}' makes it and downloads the dataset.",
            Assert.Throws<DatasetException>(() => Mnist.Load(folder)).Message);
    }

    [Fact]
    public void A_folder_that_was_not_named_says_how_to_name_it()
    {
        var fault = Assert.Throws<DatasetException>(() => Mnist.Load("")).Message;
        Assert.Contains("--data-dir DIR, or set BSS2_DATA", fault, StringComparison.Ordinal);
        Assert.Contains("bss2 data fetch mnist --data-dir DIR", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_are_named_and_a_download_that_was_begun_is_not_read()
    {
        WriteAll("mnist", packed: true);
        var path = Path.Combine(_folder.Path, "mnist", "test-images.gz");
        File.Move(path, path + DataFolder.PartialEnding);
        File.Delete(Path.Combine(_folder.Path, "mnist", "train-labels.gz"));

        Assert.Equal(
            $"{_folder.Path} and its subfolder 'mnist' hold no train-labels, test-images (or .gz), 2 of the 4 files of the dataset 'mnist'. "
            + $"'bss2 data fetch mnist --data-dir {_folder.Path}' downloads what is missing. A download was begun: the command goes on with it.",
            Assert.Throws<DatasetException>(() => Mnist.Load(_folder.Path, Specs)).Message);
    }

    [Fact]
    public void All_that_is_wrong_with_the_files_is_told_at_once()
    {
        WriteAll("", packed: false);
        File.WriteAllBytes(Path.Combine(_folder.Path, "train-labels"), _small[3].File);
        File.WriteAllBytes(Path.Combine(_folder.Path, "test-images"), _small[2].File[..20]);

        var faults = Assert.Throws<DatasetException>(() => Mnist.Load(_folder.Path, Specs)).Faults;

        Assert.Equal(2, faults.Count);
        Assert.Equal($"{Path.Combine(_folder.Path, "train-labels")}, offset 4: expected 12 labels, one for each image of train-images, found 6.", faults[0]);
        Assert.Equal($"{Path.Combine(_folder.Path, "test-images")}, offset 20: the file ends; expected 52 bytes, found 20.", faults[1]);
    }

    [Fact]
    public void Options_get_the_faults_of_their_folder()
    {
        var options = new OptionSet([DataFolder.Option]);
        options.Set("dataDir", Path.Combine(_folder.Path, "none"), "--data-dir");

        Assert.Null(DataFolder.Mnist(options));
        Assert.Contains("bss2 data fetch mnist", Assert.Single(options.Faults), StringComparison.Ordinal);
    }

    [MnistFact]
    public void The_published_files_hold_the_published_digits()
    {
        var images = Mnist.Load(MnistFactAttribute.Folder);

        Assert.Equal((60_000, 10_000, 28, 28), (images.Train.Count, images.Test.Count, images.Train.Height, images.Train.Width));
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], images.Train.Labels[..10]);
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], images.Test.Labels[..10]);
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], Enumerable.Range(0, 10).Select(d => images.Train.Labels.Count(l => l == d)));

        // Mean and standard deviation of the training pixels, as every tutorial normalises them.
        var mean = images.Train.Pixels.ToArray().Average(p => p / 255.0);
        Assert.Equal(0.1307, mean, 4);
    }

    [MnistFact]
    public void The_smaller_images_are_those_of_Pillow_to_the_last_bit()
    {
        var images = Mnist.Load(MnistFactAttribute.Folder);
        Assert.Equal(PillowGolden.Text("mnistTestSha256"), Convert.ToHexStringLower(SHA256.HashData(MnistImages.Small(images.Test).Pixels.Span)));
        Assert.Equal(PillowGolden.Text("mnistTrainSha256"), Convert.ToHexStringLower(SHA256.HashData(MnistImages.Small(images.Train).Pixels.Span)));
    }

    private void WriteAll(string subfolder, bool packed)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, subfolder)).FullName;
        foreach (var (spec, file) in _small)
        {
            File.WriteAllBytes(Path.Combine(folder, packed ? spec.PackedName : spec.Name), packed ? IdxBytes.Pack(file) : file);
        }
    }
}
