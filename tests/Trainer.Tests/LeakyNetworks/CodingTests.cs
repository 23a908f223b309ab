using Bss2.Trainer.LeakyNetworks;
using Bss2.Trainer.LeakyNetworks.Coding;

namespace Bss2.Trainer.Tests.LeakyNetworks;

public sealed class CodingTests
{
    public static TheoryData<string> LatencyCases => [.. SnnTorchGolden.Get("d_encoders").GetProperty("cases").EnumerateObject().Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(LatencyCases))]
    public void Latency_codes_match_the_reference_vectors(string name)
    {
        var expected = SnnTorchGolden.Get("d_encoders").GetProperty("cases").GetProperty(name);
        var arguments = expected.GetProperty("args");
        double Number(string key, double otherwise) => arguments.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;
        bool Flag(string key) => arguments.TryGetProperty(key, out var value) && value.GetBoolean();
        var code = new LatencyCode
        {
            TimeSteps = expected.GetProperty("num_steps").GetInt32(),
            Tau = Number("tau", 1),
            Threshold = Number("thr", 0.01),
            FirstSpikeTime = (int)Number("f0", 0),
            Linear = Flag("linear"),
            Normalize = Flag("norm"),
        };
        var numbers = SnnTorchGolden.Get("d_encoders").Flat("data");
        var data = new Series<double>(1, 1, numbers.Length, numbers);
        SnnTorchGolden.AssertClose(expected.Flat("spike_time"), code.SpikeTimes(data));
        Assert.Equal(expected.Flat("spike_step"), Steps(code.Encode(data)));
        Assert.Equal(expected.Flat("spike_step"), Steps(code.Encode(new Series<float>(1, 1, numbers.Length, SnnTorchGolden.Of<float>(numbers)))));

        var clipped = Steps((code with { Clip = true }).Encode(data));
        var below = expected.Flat("below_threshold");
        Assert.All(clipped.Zip(below), pair => Assert.Equal(pair.Second == 1, pair.First == -1));
    }

    [Fact]
    public void A_latency_past_the_last_step_is_an_error_unless_it_is_dropped()
    {
        var data = new Series<double>(1, 1, 2, [0.005, 0.5]);
        var code = new LatencyCode { TimeSteps = 10, Tau = 5 };
        Assert.Contains("neuron 0 would stand at step 58; the code has the steps 0..9", Assert.Throws<ArgumentException>(() => code.Encode(data)).Message);
        Assert.Equal([-1, 0], Steps((code with { Bypass = true }).Encode(data)));
    }

    [Fact]
    public void Wrong_settings_of_a_latency_code_are_named_together()
    {
        var message = Assert.Throws<ArgumentException>(() => new LatencyCode { TimeSteps = 3, Threshold = 1.5, Tau = 0, FirstSpikeTime = 3 }.Encode(new Series<double>(1, 1, 1))).Message;
        Assert.Contains("Threshold is 1.5", message);
        Assert.Contains("Tau is 0", message);
        Assert.Contains("FirstSpikeTime is 3; permitted: 0..2", message);
        Assert.Contains("is 1.25; a latency code takes 0..1", Assert.Throws<ArgumentException>(() => new LatencyCode { TimeSteps = 3 }.Encode(new Series<double>(1, 1, 1, [1.25]))).Message);
    }

    [Fact]
    public void Delta_codes_match_the_reference_vectors()
    {
        var expected = SnnTorchGolden.Get("d_encoders").GetProperty("delta");
        var data = new Series<double>(7, 1, 1, expected.Flat("data"));
        Assert.Equal(expected.Flat("padding_false_off_true"), DeltaCode.Encode(data, 1, padding: false, offSpike: true).Values);
        Assert.Equal(expected.Flat("padding_true_off_false"), DeltaCode.Encode(data, 1, padding: true).Values);
    }

    [Fact]
    public void A_rate_code_spikes_as_often_as_asked_and_the_same_for_any_cut_of_the_batch()
    {
        var data = new Series<double>(1, 8, 50);
        Array.Fill(data.Values, 0.4);
        var spikes = RateCode.Encode(data, 100, new RateKey(5, 2), gain: 0.5, offset: 0.1, firstSpikeTime: 20);
        Assert.All(spikes.Values[..(20 * 400)], s => Assert.Equal(0, s));
        Assert.InRange(spikes.Values[(20 * 400)..].Average(), 0.29, 0.31);
        var tail = RateCode.Encode(new Series<double>(1, 3, 50, data.Values[..150]), 100, new RateKey(5, 2, FirstSample: 5), 0.5, 0.1, 20);
        Assert.Equal(Enumerable.Range(0, 100).SelectMany(t => spikes.Step(t)[250..].ToArray()), tail.Values);
        Assert.NotEqual(spikes.Values, RateCode.Encode(data, 100, new RateKey(5, 3), 0.5, 0.1, 20).Values);
        Assert.All(RateCode.EncodeOverTime(new Series<double>(2, 1, 2, [1, 1.5, 0, -3]), new RateKey(1), 1).Values.Zip([0.0, 0, 1, 1, 0, 0]), p => Assert.Equal(p.Second, p.First));
        Assert.Throws<ArgumentOutOfRangeException>(() => RateCode.Encode(data, 5, new RateKey(1), firstSpikeTime: 5));
    }

    [Fact]
    public void Rate_targets_stand_at_the_floor_of_multiples_of_the_period()
    {
        var code = new TargetCode { Classes = 2, TimeSteps = 9, FirstSpikeTime = 1, CorrectRate = 0.4, IncorrectRate = 0.125, OnTarget = 2, OffTarget = -1 };
        Assert.Equal([1, 3, 6, 8], code.SpikeSteps(0.4, 0));
        var targets = code.Rates<double>([1]);
        Assert.Equal([-1.0, 2, -1, 2, -1, -1, 2, -1, 2], Enumerable.Range(0, 9).Select(t => targets[t, 0, 1]));
        Assert.Equal([-1.0, 2, -1, -1, -1, -1, -1, -1, -1], Enumerable.Range(0, 9).Select(t => targets[t, 0, 0]));
    }

    [Fact]
    public void Interpolated_targets_rise_from_off_to_on_up_to_each_spike()
    {
        var code = new TargetCode { Classes = 2, TimeSteps = 7, FirstSpikeTime = 4, OnTarget = 1, OffTarget = 0, Interpolate = true };
        var targets = code.Latencies<double>([0]);
        Assert.Equal([0.0, 0.25, 0.5, 0.75, 1, 0, 0], Enumerable.Range(0, 7).Select(t => targets[t, 0, 0]));
        SnnTorchGolden.AssertClose(Enumerable.Range(0, 7).Select(t => t / 6.0), Enumerable.Range(0, 7).Select(t => targets[t, 0, 1]));
    }

    [Theory]
    [InlineData(FiringPattern.Uniform)]
    [InlineData(FiringPattern.Poisson)]
    public void Random_target_patterns_come_from_their_seed_alone(FiringPattern pattern)
    {
        var code = new TargetCode { Classes = 2, TimeSteps = 400, FirstSpikeTime = 100, Pattern = pattern, Seed = 4 };
        var steps = code.SpikeSteps(0.3, 0);
        Assert.Equal(steps, code.SpikeSteps(0.3, 0));
        Assert.NotEqual(steps, (code with { Seed = 5 }).SpikeSteps(0.3, 0));
        Assert.NotEqual(steps, code.SpikeSteps(0.3, 1));
        Assert.All(steps, step => Assert.InRange(step, 100, 399));
        Assert.InRange(steps.Count, 60, 120);
    }

    [Fact]
    public void Classes_become_vectors_and_come_back()
    {
        int[] labels = [2, 0, 1];
        var targets = OneHot.Encode<double>(labels, 3, on: 0.9, off: 0.1);
        Assert.Equal([0.1, 0.1, 0.9, 0.9, 0.1, 0.1, 0.1, 0.9, 0.1], targets.Values);
        Assert.Equal(labels, OneHot.Decode(targets));
        Assert.Contains("sample 1 is not one of the classes 0..2", Assert.Throws<ArgumentOutOfRangeException>(() => OneHot.Encode<double>([0, 3], 3)).Message);
    }

    // Step of each neuron's one spike, −1 where there is none.
    private static double[] Steps<T>(Series<T> spikes)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, spikes.Neurons).Select(n => (double)Enumerable.Range(0, spikes.TimeSteps).ToList().FindIndex(t => spikes[t, 0, n] != T.Zero))];
}
