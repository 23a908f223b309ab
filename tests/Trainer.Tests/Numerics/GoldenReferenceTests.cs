using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.Numerics;

/// <summary>The scalar definitions in float64 against vectors computed with PyTorch from hxtorch's sources.</summary>
public sealed class GoldenReferenceTests
{
    private const double Tolerance = 1e-12;
    private static readonly CubaParameters SixMicroseconds = new(6e-6, 6e-6);

    [Fact]
    public void Integrate_and_fire_layer_and_its_gradients_match_the_example()
    {
        var example = Golden.Get("cuba_lif");
        var layer = new DoubleLayer(SixMicroseconds, 2e-6, 10, 2, example.Numbers("W"), DoubleLayer.InputsOf(example)).RunLif();
        AssertClose(example.Numbers("spikes"), layer.Cut(layer.Spikes));
        AssertClose(example.Numbers("membrane"), layer.Cut(layer.Membrane));
        AssertClose(example.Numbers("current"), layer.Cut(layer.Current));
        AssertClose(example.Numbers("grad_W_of_sum_spikes"), layer.LifGradient(Ones(20), [], []));
        AssertClose(example.Numbers("grad_W_of_sum_v2"), layer.LifGradient([], [.. layer.Cut(layer.Membrane).Select(v => 2 * v)], []));
    }

    [Fact]
    public void The_reset_is_detached_from_the_gradient()
    {
        var example = Golden.Get("cuba_lif");
        var layer = new DoubleLayer(SixMicroseconds, 2e-6, 10, 2, example.Numbers("W"), DoubleLayer.InputsOf(example)).RunLif();
        var attached = example.Numbers("grad_W_of_sum_spikes_if_reset_NOT_detached");
        Assert.All(layer.LifGradient(Ones(20), [], []).Zip(attached).Take(2), pair => Assert.True(Math.Abs(pair.First - pair.Second) > 5e-4));
    }

    [Fact]
    public void Measured_spikes_and_traces_replace_the_integrated_ones_and_pass_the_gradient()
    {
        var example = Golden.Get("cuba_lif_hw_injected");
        var model = Golden.Get("cuba_lif");
        var layer = new DoubleLayer(SixMicroseconds, 2e-6, 10, 2, model.Numbers("W"), DoubleLayer.InputsOf(model));
        layer.Pad(example.Numbers("v_hw")).CopyTo(layer.Membrane, 0);
        layer.Pad(example.Numbers("z_hw")).CopyTo(layer.Spikes, 0);
        layer.RunLif(true, true);
        AssertClose(example.Numbers("spikes"), layer.Cut(layer.Spikes));
        AssertClose(example.Numbers("membrane"), layer.Cut(layer.Membrane));
        AssertClose(example.Numbers("current"), layer.Cut(layer.Current));
        AssertClose(example.Numbers("grad_W_of_sum_spikes"), layer.LifGradient(Ones(20), [], [], true, true));
        var lastRow = new double[20];
        (lastRow[18], lastRow[19]) = (1, 1);
        AssertClose(example.Numbers("grad_W_of_sum_v_last_row"), layer.LifGradient([], lastRow, [], true, true));
    }

    [Fact]
    public void Measured_spikes_alone_trigger_the_reset_of_the_integrated_membrane()
    {
        // Weak input never reaches the threshold; the chip says it spiked in row 2.
        var layer = new DoubleLayer(SixMicroseconds, 2e-6, 6, 1, [0.5], [(0, 0)]);
        layer.Spikes[2 * 8] = 1;
        layer.RunLif(spikesMeasured: true);
        Assert.Equal([0, 0, 1, 0, 0, 0], layer.Cut(layer.Spikes));
        var membrane = layer.Cut(layer.Membrane);
        Assert.Equal(0.5 / 3, membrane[1], Tolerance);
        Assert.Equal(0, membrane[2]);
        Assert.Equal(layer.Cut(layer.Current)[2] / 3, membrane[3], Tolerance);

        // The gate closes at the measured spike: the membrane of row 3 depends on the weight through the current alone, di2/dw = (2/3)², times dt/tau.
        AssertClose([4.0 / 27], layer.LifGradient([], [0, 0, 0, 1, 0, 0], [], spikesMeasured: true));
    }

    [Fact]
    public void A_measured_trace_alone_decides_on_spikes_and_is_not_reset()
    {
        var layer = new DoubleLayer(SixMicroseconds, 2e-6, 4, 1, [0.3], [(0, 0)]);
        layer.Pad([0, 1.0, 1.01, 0.2]).CopyTo(layer.Membrane, 0);
        layer.RunLif(membraneMeasured: true);
        Assert.Equal([0, 0, 1, 0], layer.Cut(layer.Spikes));
        Assert.Equal([0, 1.0, 1.01, 0.2], layer.Cut(layer.Membrane));
        var slope = 1 / Math.Pow((50 * 0.01) + 1, 2);
        var expected = slope * (((1.0 / 3) * (2.0 / 3)) + ((1.0 / 3) * (2.0 / 3)));
        Assert.Equal(expected, layer.LifGradient([0, 0, 1, 0], [], [], membraneMeasured: true)[0], 1e-12);
    }

    [Fact]
    public void Leaky_integrator_matches_the_example()
    {
        var example = Golden.Get("cuba_li");
        var layer = new DoubleLayer(SixMicroseconds, 2e-6, 10, 2, example.Numbers("W"), DoubleLayer.InputsOf(example)).RunLi();
        var membrane = layer.Cut(layer.Membrane);
        AssertClose(example.Numbers("membrane"), membrane);
        AssertClose(example.Numbers("current"), layer.Cut(layer.Current));
        Assert.Equal(example.Number("max_over_time"), membrane.Max(), Tolerance);
        AssertClose(example.Numbers("grad_W_of_max"), layer.LiGradient([.. membrane.Select(v => v == membrane.Max() ? 1.0 : 0)], []));
    }

    [Fact]
    public void Integrator_without_leak_matches_the_example()
    {
        var example = Golden.Get("cuba_iaf");
        var layer = new DoubleLayer(SixMicroseconds with { Leaky = false }, 2e-6, 12, 1, [1], example.Numbers("input_rows").Select(r => ((int)r, 0))).RunLif();
        AssertClose(example.Numbers("spikes"), layer.Cut(layer.Spikes));
        AssertClose(example.Numbers("membrane"), layer.Cut(layer.Membrane));
        AssertClose(example.Numbers("grad_W_of_sum_spikes"), layer.LifGradient(Ones(12), [], []));
    }

    [Fact]
    public void The_surrogate_has_the_published_values()
    {
        var example = Golden.Get("superspike");
        foreach (var (u, z, slope) in example.Numbers("u").Zip(example.Numbers("z"), example.Numbers("dz_du")))
        {
            // Without leak, reset 0 and an instant of input 1 + u the membrane of row 1 is 1 + u with slope 1.
            var layer = new DoubleLayer(new CubaParameters(1, 1, leaky: false), 1, 2, 1, [1 + u], [(0, 0)]).RunLif();
            Assert.Equal(z, layer.Cut(layer.Spikes)[1]);
            Assert.Equal(slope, layer.LifGradient([0, 1], [], [])[0], 1e-12);
        }
    }

    [Theory]
    [InlineData(0.0, "no_refractory")]
    [InlineData(1.0, "with_refractory_1us")]
    public void The_introductory_demo_spikes_in_the_published_rows(double refractorySteps, string key)
    {
        var example = Golden.Get("tutorial001_mock_defaults");
        var layer = new DoubleLayer(Defaults(80, 125, 80), 1e-6, 50, 1, [50], example.Numbers("inputs").Select(r => ((int)r, 0)), refractorySteps).RunLif();
        var rows = layer.Cut(layer.Spikes).Select((z, row) => (z, row)).Where(p => p.z != 0).Select(p => (double)p.row);
        Assert.Equal(example.GetProperty(key).Numbers("spike_rows"), rows);
        var without = example.GetProperty("no_refractory").Numbers("membrane");
        var difference = layer.Cut(layer.Membrane).Zip(without).Max(p => Math.Abs(p.First - p.Second));
        Assert.Equal(refractorySteps == 0 ? 0 : example.GetProperty(key).Number("max_diff"), difference, 1e-12);
    }

    [Fact]
    public void A_single_input_gives_the_published_post_synaptic_potential()
    {
        var example = Golden.Get("tutorial001_mock_defaults").GetProperty("psp_w1");
        var layer = new DoubleLayer(Defaults(0, 1, 0), 1e-6, 50, 1, [1], [(10, 0)]).RunLif();
        var membrane = layer.Cut(layer.Membrane);
        AssertClose(example.Numbers("membrane"), membrane);
        Assert.Equal(Golden.Get("psp_anchor").Number("model_peak_tau10us_dt1us"), membrane.Max(), Tolerance);
        Assert.Equal((int)example.Number("argmax_row"), Array.IndexOf(membrane, membrane.Max()));
    }

    [Fact]
    public void Input_in_every_step_spikes_in_the_published_rows()
    {
        var example = Golden.Get("tutorial001_every_step_input");
        var layer = new DoubleLayer(Defaults(0, 1, 0), 1e-6, 50, 1, [1], Enumerable.Range(0, 50).Select(r => (r, 0))).RunLif();
        Assert.Equal(example.Numbers("spike_rows"), layer.Cut(layer.Spikes).Select((z, row) => (z, row)).Where(p => p.z != 0).Select(p => (double)p.row));
        Assert.Equal(example.Number("max_v"), layer.Cut(layer.Membrane).Max(), Tolerance);
    }

    [Fact]
    public void The_refractory_time_clamps_the_stated_rows_and_cuts_their_gradient()
    {
        foreach (var (steps, clamped) in new[] { (0.5, 1), (1.0, 1), (2.0, 2), (2.5, 3) })
        {
            var layer = new DoubleLayer(new CubaParameters(1, 1, leaky: false), 1, 12, 1, [1.5], Enumerable.Range(0, 12).Select(r => (r, 0)), steps).RunLif();
            var spikes = layer.Cut(layer.Spikes);
            var first = Array.IndexOf(spikes, 1.0);
            Assert.Equal(clamped + 1, Array.IndexOf(spikes, 1.0, first + 1) - first);
            var heldRow = new double[12];
            heldRow[first + 1] = 1;
            Assert.Equal([0.0], layer.LifGradient(heldRow, heldRow, []));
        }
    }

    private static CubaParameters Defaults(double leak, double threshold, double reset) => new(10e-6, 10e-6, leak, threshold, reset);

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
    }
}
