using Bss2.Messages.Experiment;
using Bss2.Trainer.Experiments;

namespace Bss2.Trainer.Tests.Experiments;

public class ImperfectionListTests
{
    [Theory]
    [InlineData("all", Imperfections.All)]
    [InlineData("none", Imperfections.None)]
    [InlineData("membraneNoise, CadcNoise", Imperfections.MembraneNoise | Imperfections.CadcNoise)]
    [InlineData("mismatch", Imperfections.Mismatch)]
    [InlineData("-noise,-leak", Imperfections.All & ~Imperfections.Noise & ~Imperfections.Leak)]
    [InlineData("noise,-cadcNoise", Imperfections.Noise & ~Imperfections.CadcNoise)]
    public void Words_keep_or_remove_by_name(string text, Imperfections expected)
    {
        var faults = new List<string>();
        Assert.Equal(expected, ImperfectionList.Parse(text, faults));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("noise,noisse", "'noisse'")]
    [InlineData("-5", "'-5'")]
    [InlineData("3", "'3'")]
    public void Unknown_words_are_refused_with_all_known_names(string text, string word)
    {
        var faults = new List<string>();
        ImperfectionList.Parse(text, faults);
        var fault = Assert.Single(faults);
        Assert.Contains(word, fault, StringComparison.Ordinal);
        Assert.Contains("membraneNoise", fault, StringComparison.Ordinal);
    }
}
