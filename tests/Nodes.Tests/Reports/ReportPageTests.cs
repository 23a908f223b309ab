using System.Text.RegularExpressions;
using System.Xml.Linq;
using Bss2.Nodes.Reports;
using Bss2.Trainer.Training;

namespace Bss2.Nodes.Tests.Reports;

public sealed class ReportPageTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_whole_run_has_all_pictures()
    {
        var page = Page(SyntheticRun.Create());

        Assert.Equal(
            [
                "Loss", "Accuracy", "Hidden activity", "Learning rate", "Decision map", "Data", "Input encoding", "Input spikes", "Hidden spikes", "Readout",
                "Weights of hidden", "Weights of readout",
            ],
            page.Descendants("h3").Select(h => h.Value));
        Assert.Equal(12, page.Descendants(Svg + "svg").Count());
        Assert.All(page.Descendants("figcaption"), c => Assert.EndsWith(".", c.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_has_just_begun_has_a_report_without_pictures()
    {
        var page = Page(new RunData { Experiment = "toy", Options = [new("backend", "model"), new("epochs", "3"), new("seed", "1")] });

        Assert.Empty(page.Descendants(Svg + "svg"));
        Assert.Equal("toy on the ideal model", page.Descendants("h1").Single().Value);
        Assert.Contains("0 of 3 epochs", page.Descendants("p").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_numbers_of_the_last_test_and_the_hash_are_shown()
    {
        var page = Page(SyntheticRun.Create());

        var tiles = page.Descendants("div").Where(d => d.Attribute("class")?.Value == "tile").Select(d => string.Join('=', d.Elements().Select(e => e.Value)));
        Assert.Equal(["Test accuracy=91.60 %", "Test loss=0.3154", "Hidden spikes per sample=39.5", "Training time per epoch=0.210 s"], tiles);
        Assert.Equal(SyntheticRun.Hash, page.Descendants("code").Single().Value);
    }

    [Fact]
    public void A_network_without_spikes_is_reported_without_them()
    {
        var run = SyntheticRun.Create();
        var page = Page(run with { Epochs = [.. run.Epochs.Select(r => r with { HiddenSpikesPerSample = 0 })] });

        Assert.DoesNotContain(page.Descendants("h3").Concat(page.Descendants("th")).Concat(page.Descendants("div")), e => e.Value.StartsWith("Hidden spikes per sample", StringComparison.Ordinal) || e.Value == "Hidden activity");
        Assert.Contains("Loss", page.Descendants("h3").Select(h => h.Value));
    }

    [Fact]
    public void Regression_is_reported_by_its_loss_alone()
    {
        var run = SyntheticRun.Create();
        var page = Page(run with
        {
            Epochs = [.. run.Epochs.Select(r => r with { Accuracy = double.NaN })],
            Batches = [.. run.Batches.Select(r => r with { Accuracy = double.NaN })],
            Summary = run.Summary! with { TestAccuracy = null },
        });

        Assert.DoesNotContain(page.Descendants("h3").Concat(page.Descendants("th")).Concat(page.Descendants("div")), e => e.Value.StartsWith("Test accuracy", StringComparison.Ordinal) || e.Value == "Accuracy");
        Assert.Contains("Loss", page.Descendants("h3").Select(h => h.Value));
    }

    [Fact]
    public void Phases_show_their_accuracies_and_the_maps_of_all_epochs()
    {
        var run = SyntheticRun.Create();
        var scores = run.Snapshot!.GridScores;
        var page = Page(run with
        {
            Options = [.. run.Options.Where(o => o.Key != "epochs"), new("mockEpochs", "200"), new("chipEpochs", "15")],
            Summary = run.Summary! with { Phases = [new PhaseSummary("mock", "model", 200, 0.3, 50, 0.871, 0.5), new PhaseSummary("chip", "chip", 15, 0.82, 0.6, 0.869, 0.4)] },
            Snapshot = run.Snapshot with { MapEpochs = [.. Enumerable.Range(7, 23)], MapScores = [.. Enumerable.Repeat(scores, 23).SelectMany(s => s)] },
        });

        var tiles = page.Descendants("div").Where(d => d.Attribute("class")?.Value == "tile").Select(d => string.Join('=', d.Elements().Select(e => e.Value))).ToArray();
        Assert.Contains("Accuracy mock, before and after=30.0 → 87.1 %", tiles);
        Assert.Contains("Accuracy chip, before and after=82.0 → 86.9 %", tiles);
        var maps = page.Descendants("figure").Single(f => f.Element("h3")!.Value == "Decision maps through the training");
        Assert.Equal(23, maps.Descendants(Svg + "image").Count());
        Assert.Equal(["7", "27"], maps.Descendants(Svg + "text").Select(t => t.Value));

        // The same map in the same colours as the one of the last epoch, pixel for pixel.
        var single = page.Descendants("figure").Single(f => f.Element("h3")!.Value == "Decision map").Descendants(Svg + "image").Single();
        Assert.All(maps.Descendants(Svg + "image"), image => Assert.Equal(single.Attribute("href")!.Value, image.Attribute("href")!.Value));
        Assert.Contains("of 215 epochs", Page(run with { Summary = null, Options = [new("mockEpochs", "200"), new("chipEpochs", "15")] }).Descendants("p").First().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_validated_run_shows_its_validation_between_epochs()
    {
        var run = SyntheticRun.Create();
        var page = Page(run with { Epochs = [.. run.Epochs.Select(r => r.Split == "test" ? r with { Split = "validation" } : r)] });

        Assert.Contains("Validation accuracy", page.Descendants("th").Select(h => h.Value));
        Assert.Contains("validation set", page.Descendants("figcaption").First().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_one_row_for_each_epoch()
    {
        var rows = Page(SyntheticRun.Create()).Descendants("table").First().Elements("tr").Skip(1).Select(r => string.Join(' ', r.Elements().Select(c => c.Value))).ToArray();

        Assert.Equal(5, rows.Length);
        Assert.Equal("0 – – 1.1000 34.00 % 43.5 –", rows[0]);
        Assert.Equal("1 0.5900 80.00 % 0.4625 85.43 % 42.5 0.210 s", rows[1]);
    }

    [Fact]
    public void Every_option_is_listed_as_it_is()
    {
        var run = SyntheticRun.Create();
        var listed = Page(run).Descendants("table").Last().Elements("tr").Select(r => KeyValuePair.Create(r.Elements().First().Value, r.Elements().Last().Value));

        Assert.Equal(run.Options, listed);
    }

    [Fact]
    public void The_page_needs_nothing_but_itself()
    {
        var text = ReportPage.Of(SyntheticRun.Create());

        Assert.DoesNotMatch(new Regex("https?://"), text.Replace("xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal));
        Assert.DoesNotMatch(new Regex("<script|<link|@import|url\\(|\\ssrc="), text);
        Assert.All(Page(SyntheticRun.Create()).Descendants().Attributes("href"), a => Assert.StartsWith("data:image/png;base64,", a.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_run_gives_the_same_page() => Assert.Equal(ReportPage.Of(SyntheticRun.Create()), ReportPage.Of(SyntheticRun.Create()));

    [Fact]
    public void The_example_shows_its_encoding_marks()
    {
        var names = Page(SyntheticRun.Create()).Descendants(Svg + "text").Select(t => t.Value).ToArray();

        Assert.Contains("t_early", names);
        Assert.Contains("t_bias", names);
        Assert.Contains("t_late", names);
    }

    [Fact]
    public void Weights_are_counted_on_the_grid_rounded_half_away_and_saturated_at_its_ends()
    {
        var counts = WeightsSection.Counts([0, 0.5f / 64, -0.5f / 64, 0.4f / 64, 1, -1, 62.5f / 64, 5], 64);

        Assert.Equal(127, counts.Length);
        Assert.Equal((2, 1, 1), (counts[63], counts[64], counts[62]));
        Assert.Equal((1, 3), (counts[0], counts[126]));
        Assert.Equal(8, counts.Sum());
    }

    [Fact]
    public void The_share_of_saturated_weights_is_printed()
    {
        var run = SyntheticRun.Create() with { Weights = [new LayerWeights("readout", [2, 4], [0, 0, 0, 0, 0, 0, 2, -2])] };

        Assert.Contains("8 weights (2 × 4) on the 6-bit grid; 2 of them (25.0 %) are saturated at ±63.", Page(run).Descendants("figcaption").Select(c => c.Value));
    }

    [Fact]
    public void Colours_of_the_decision_map_are_mixed_by_softmax()
    {
        // Two classes with scores ln 4 and 0 have the shares 4/5 and 1/5.
        var snapshot = SyntheticRun.Create().Snapshot! with { GridWidth = 2, GridScores = [.. Enumerable.Repeat(new[] { 1.3862944f, 0f }, 4).SelectMany(s => s)] };
        var href = Page(SyntheticRun.Create() with { Snapshot = snapshot }).Descendants(Svg + "image").Single().Attribute("href")!.Value;

        var first = Bss2.Nodes.Pictures.Palette.Colour(0);
        var second = Bss2.Nodes.Pictures.Palette.Colour(1);
        byte[] pixel = [Mix(first.Red, second.Red), Mix(first.Green, second.Green), Mix(first.Blue, second.Blue)];
        var expected = Bss2.Nodes.Pictures.PngImage.Encode(2, 2, [.. pixel, .. pixel, .. pixel, .. pixel]);
        Assert.Equal("data:image/png;base64," + Convert.ToBase64String(expected), href);

        static byte Mix(byte a, byte b) => (byte)Math.Round((0.8 * a) + (0.2 * b));
    }

    private static XDocument Page(RunData run) => XDocument.Parse(ReportPage.Of(run));
}
