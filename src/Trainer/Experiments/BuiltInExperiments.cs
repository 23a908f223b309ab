namespace Bss2.Trainer.Experiments;

/// <summary>All experiments that can be trained by name.</summary>
public static class BuiltInExperiments
{
    public static IReadOnlyList<BuiltInExperiment> All { get; } =
    [
        new YinYangExperiment(),
        new IntroSineExperiment(),
        new YinYangHagenExperiment(),
        new MnistHagenExperiment(),
        new MnistLeakyExperiment(),
        new BarsExperiment(),
        new YinYangSpikeTimesExperiment(),
        new YinYangDelaysExperiment(),
        new XorSpikeTimesExperiment(),
        new SmallMnistSpikeTimesExperiment(),
        new MnistSpikeTimesExperiment(),
    ];

    /// <summary>Finds an experiment.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists those that there are.</exception>
    public static BuiltInExperiment Find(string name) =>
        All.FirstOrDefault(e => e.Name == name)
        ?? throw new ArgumentException($"There is no experiment '{name}'; known are {string.Join(", ", All.Select(e => e.Name))}.", nameof(name));
}
