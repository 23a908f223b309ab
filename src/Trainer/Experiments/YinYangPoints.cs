using Bss2.Trainer.Data;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>The points of Yin-Yang as spike times: sets and decision map of the experiments with exact spike times.</summary>
internal static class YinYangPoints
{
    private const int MapWidth = 50;

    public static OptionSpec[] Options =>
    [
        new("trainSize", OptionKind.WholeNumber, 5000L, "samples of the training set (seed 42)", 1, 10_000_000),
        new("testSize", OptionKind.WholeNumber, 1000L, "samples of the validation set (seed 41) and of the test set (seed 40)", 1, 10_000_000),
    ];

    public static DataSplits Data(OptionSet options, LatencyCode code)
    {
        var (train, test) = ((int)options.Whole("trainSize"), (int)options.Whole("testSize"));
        return new DataSplits(Encode(YinYangDataset.Create(train, 42), options, code), Encode(YinYangDataset.Create(test, 41), options, code), Encode(YinYangDataset.Create(test, 40), options, code));
    }

    public static (Dataset Points, int Width) Map(OptionSet options) =>
        (Encode(YinYangDataset.Grid(MapWidth), options, new LatencyCode(options.Number("early"), options.Number("late"))), MapWidth);

    private static Dataset Encode(Dataset points, OptionSet options, LatencyCode code) =>
        YinYangSpikeTimes.Encode(points, code, (int)options.Whole("inputRepetitions"));
}
