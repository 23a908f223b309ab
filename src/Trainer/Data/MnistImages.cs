namespace Bss2.Trainer.Data;

/// <summary>Both sets of MNIST and the forms in which experiments use them. All forms share or hold bytes, not doubles.</summary>
/// <param name="Train">60,000 images.</param>
/// <param name="Test">10,000 images.</param>
public sealed record MnistImages(ImageSet Train, ImageSet Test)
{
    private const int Crop = 24;
    private const int SmallWidth = 16;

    /// <summary>Pixels as currents p / 255 (the snnTorch tutorial), of the training set.</summary>
    public Dataset TrainCurrents => Train.ToDataset(Levels(p => p / 255.0));

    /// <summary>The same of the test set.</summary>
    public Dataset TestCurrents => Test.ToDataset(Levels(p => p / 255.0));

    /// <summary>
    /// 28x28 pixels as spike times of 1 − p / 256 (256, not 255, as in Fast &amp; Deep's code; so white is not quite the earliest time), every pixel spikes. The last sixth of the
    /// training set, 10,000 of 60,000, is for validation.
    /// </summary>
    public DataSplits SpikeTimes(LatencyCode? code = null) => Split(Train, Test, Levels(p => (code ?? LatencyCode.Standard).TimeOf(1 - (p / 256.0))));

    /// <summary>
    /// 16x16 pixels as spike times of 1 − p / 255: the middle 24x24 of each image made smaller (<see cref="ImageResize"/>), split as in <see cref="SpikeTimes"/>.
    /// </summary>
    /// <param name="code">Times of 0 and 1; 0.15 and 2 where it is null.</param>
    /// <param name="blackIsSilent">Whether black pixels never spike (time infinity) in place of spiking last.</param>
    public DataSplits SmallSpikeTimes(LatencyCode? code = null, bool blackIsSilent = false)
    {
        var levels = Levels(p => (code ?? LatencyCode.Standard).TimeOf(1 - (p / 255.0)));
        if (blackIsSilent)
        {
            levels[0] = double.PositiveInfinity;
        }

        return Split(Small(Train), Small(Test), levels);
    }

    /// <summary>The middle 24x24 of each image, made 16x16.</summary>
    internal static ImageSet Small(ImageSet images)
    {
        var resize = new ImageResize(Crop, Crop, SmallWidth, SmallWidth);
        var pixels = new byte[images.Count * SmallWidth * SmallWidth];
        var (top, left) = ((images.Height - Crop) / 2, (images.Width - Crop) / 2);
        Parallel.For(0, images.Count, image => resize.Apply(
            images[image][((top * images.Width) + left)..], images.Width, pixels.AsSpan(image * SmallWidth * SmallWidth, SmallWidth * SmallWidth)));
        return images with { Pixels = pixels, Height = SmallWidth, Width = SmallWidth };
    }

    private static DataSplits Split(ImageSet train, ImageSet test, double[] levels)
    {
        var forTraining = train.Count - (train.Count / 6);
        return new DataSplits(train.Slice(0, forTraining).ToDataset(levels), train.Slice(forTraining, train.Count - forTraining).ToDataset(levels), test.ToDataset(levels));
    }

    private static double[] Levels(Func<int, double> of) => [.. Enumerable.Range(0, 256).Select(of)];
}
