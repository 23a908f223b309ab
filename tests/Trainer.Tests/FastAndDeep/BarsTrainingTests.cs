using Bss2.Trainer.Tests.Numerics.SpikeTimes;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Tests.FastAndDeep;

/// <summary>The experiment <c>bars</c> as it is trained by its command: the tutorial's digits, its words, its state.</summary>
public sealed class BarsTrainingTests
{
    [Theory]
    [InlineData("with_eps_1e-6", "1e-6")]
    [InlineData("without_eps", "0")]
    public async Task From_the_references_weights_a_hundred_epochs_have_its_validation_losses(string run, string compatibilityTerm)
    {
        using var place = new Training.TemporaryFolder();
        Directory.CreateDirectory(place.Path);
        var file = Path.Combine(place.Path, "reference.npz");
        SpikeTimeTasks.WriteReferenceWeights(file);
        var task = SpikeTimeTasks.Task("bars", Backend.Model, ("layers", "10,3"), ("epochs", "100"), ("initialWeights", file), ("compatibilityTerm", compatibilityTerm));

        var passes = await SpikeTimeTasks.ValidationsAsync(task);

        var expected = SpikeTimeGolden.Load("fastanddeep-bars-run.json").GetProperty(run).GetProperty("rec_epoch_valacc_valloss").EnumerateArray()
            .ToDictionary(r => r[0].GetInt32() + 1, r => (Accuracy: r[1].GetDouble(), Loss: r[2].GetDouble()));
        for (var epoch = 0; epoch <= 100; epoch++)
        {
            Assert.Equal(expected[epoch].Loss, passes[epoch].Loss, 1e-9);
            Assert.Equal(expected[epoch].Accuracy, passes[epoch].Accuracy!.Value, 1e-12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_tutorials_setting_learns_all_patterns(int seed)
    {
        var passes = await SpikeTimeTasks.ValidationsAsync(SpikeTimeTasks.Task("bars", Backend.Model, ("seed", $"{seed}")));
        Assert.Equal(401, passes.Count);
        Assert.InRange(passes[0].Accuracy!.Value, 0, 0.7);
        Assert.Contains(passes.Values, p => p.Accuracy == 1);
    }

    [Fact]
    public async Task Bumps_and_chopped_gradients_are_told_and_bumps_leave_the_optimiser_alone()
    {
        var (remarks, series) = (new List<string>(), new List<SeriesAdded>());
        var task = SpikeTimeTasks.Task("bars", Backend.Model, ("epochs", "120"), ("maxGradient", "0.02"));
        await new TrainingSession { Remarks = true }.RunAsync(task with { Snapshot = null }, null, happened =>
        {
            if (happened is Remarked remarked)
            {
                remarks.AddRange(remarked.Lines);
            }
            else if (happened is SeriesAdded added)
            {
                series.Add(added);
            }
        });

        var bumps = series.Where(s => s.Batch is not null).SelectMany(s => s.Values).Where(v => v.Key.StartsWith("bump ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(bumps);
        Assert.All(bumps, b => Assert.True(b.Value >= 0.005));
        Assert.Equal(bumps.Length, remarks.Count(r => r.Contains("bumped by", StringComparison.Ordinal)));
        Assert.Contains(remarks, r => System.Text.RegularExpressions.Regex.IsMatch(r, @"gradients too large \(input size (9|11)\), chopped the following: [0-9.]+"));
        var last = series.Last(s => s.Batch is null).Values.Select(v => v.Key).ToArray();
        Assert.Contains("label missing 2 1", last);
        Assert.Contains("label missing 0 2", last);
    }

    [Fact]
    public async Task A_training_that_is_resumed_within_a_run_of_bumps_goes_on_as_if_it_had_not_stopped()
    {
        using var place = new Training.TemporaryFolder();
        var bumped = new HashSet<int>();
        TrainingTask Task(int epochs) => SpikeTimeTasks.Task("bars", Backend.Model, ("epochs", $"{epochs}")) with { Snapshot = null };
        var expected = await new TrainingSession().RunAsync(Task(150), null, happened =>
        {
            if (happened is SeriesAdded { Batch: not null } added && added.Values.Any(v => v.Key.StartsWith("bump ", StringComparison.Ordinal)))
            {
                bumped.Add(added.Epoch);
            }
        });
        var within = bumped.First(e => bumped.Contains(e + 1) && e < 149);

        await new TrainingSession().RunAsync(Task(within), RunFolder.Create(place.Path));
        var resumed = await new TrainingSession().RunAsync(Task(150), RunFolder.Open(place.Path), resume: true);

        Assert.Equal(expected.WeightsSha256, resumed.WeightsSha256);
    }
}
