using Bss2.Nodes.Configuration;

namespace Bss2.Nodes.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    [Fact]
    public void Settings_carry_the_place_of_their_value()
    {
        var file = ConfigurationFile.Parse("# mine\nepochs: 4\nname: \"a: b\"\n", "f.yaml");

        Assert.Empty(file.Faults);
        Assert.Equal(
            [new Assignment("epochs", "4", "f.yaml, line 2, column 9"), new Assignment("name", "a: b", "f.yaml, line 3, column 7")],
            file.Assignments);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n")]
    public void An_empty_file_sets_nothing(string text)
    {
        var file = ConfigurationFile.Parse(text, "f.yaml");

        Assert.Empty(file.Faults);
        Assert.Empty(file.Assignments);
    }

    [Theory]
    [InlineData("epochs: 4\nseed: [1, 2]\n", "f.yaml, line 2, column 7: the value of 'seed' is a list; permitted: a single value.")]
    [InlineData("seed:\n  a: 1\n", "f.yaml, line 2, column 3: the value of 'seed' is a mapping; permitted: a single value.")]
    [InlineData("- epochs\n- 4\n", "f.yaml, line 1, column 1: there is a list instead of settings")]
    [InlineData("epochs 4\n", "f.yaml, line 1, column 1: there is a single value instead of settings")]
    [InlineData("epochs: 4\n? [a]\n: 1\n", "f.yaml, line 2, column 3: there is a list where a key should be")]
    [InlineData("epochs: 4\n---\nseed: 1\n", "f.yaml, line 2, column 1: a second document begins")]
    [InlineData("epochs: 4\nepochs: 5\n", "f.yaml, line 2, column 1: key 'epochs' was set before on line 1; keep one of the two.")]
    public void What_is_no_list_of_settings_is_refused_with_its_place(string text, string fault)
    {
        var file = ConfigurationFile.Parse(text, "f.yaml");

        Assert.StartsWith(fault, Assert.Single(file.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("epochs: 4\nseed: \"1\n", "f.yaml, line 2, column 7: this is not YAML: ", "noticed on line 3")]
    [InlineData("epochs: 4\n  seed: 1\n", "f.yaml, line 2, column 7: this is not YAML: ", "")]
    [InlineData("epochs: 4\nseed: [1\n", "f.yaml, line 3, column 1: this is not YAML: ", "")]
    [InlineData("epochs: 4\n\tseed: 1\n", "f.yaml, line 1, column 9: this is not YAML: ", "noticed on line 2")]
    [InlineData("epochs: @4\n", "f.yaml, line 1, column 9: this is not YAML: ", "")]
    public void What_is_no_yaml_is_refused_with_line_and_column(string text, string place, string noticed)
    {
        var fault = ConfigurationFile.Parse(text, "f.yaml").Faults[^1];

        Assert.StartsWith(place, fault, StringComparison.Ordinal);
        Assert.Contains(noticed, fault, StringComparison.Ordinal);
    }
}
