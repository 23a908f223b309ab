using Bss2.Trainer.FrontEnd;

namespace Bss2.Examples;

/// <summary>"hxtorch.snn Introduction", second half: measure baseline and threshold on the chip, then scale ten PSPs to that of the numerics.</summary>
internal static class IntroTraceScaling
{
    public static void Run(TextWriter output)
    {
        var hardware = new EmulatedHardware(serial: 1);
        (int Row, int Neuron)[] none = [], one = [(10, 0)], all = [.. Enumerable.Range(0, 50).Select(row => (row, 0))];

        var baseline = Traces(hardware, none).SelectMany(trace => trace).Average();
        var threshold = Traces(hardware, all, traceOffset: baseline).Average(trace => trace.Max());
        var traceScale = 1 / threshold;                                       // model threshold over measured one
        output.WriteLine(FormattableString.Invariant($"baseline {baseline:0.00}"));
        output.WriteLine(FormattableString.Invariant($"leak to threshold {threshold:0.0}"));
        output.WriteLine(FormattableString.Invariant($"trace scale {traceScale:0.0000}"));

        var mock = Traces(null, one)[0];
        var scaled = Traces(hardware, one, weightScale: 55, baseline, traceScale);
        output.WriteLine(FormattableString.Invariant($"peak of the numerics {mock.Max():0.000}, of ten chip runs {string.Join(' ', scaled.Select(t => t.Max().ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)))}"));
    }

    private static float[][] Traces(EmulatedHardware? hardware, (int Row, int Neuron)[] spikes, double weightScale = 63, double traceOffset = 0, double traceScale = 1)
    {
        var experiment = new Experiment(dt: 1e-6, hardware: hardware);
        experiment.LoadCalibration("spiking");
        var input = new InputNeuron(1, experiment);
        var syn = new Synapse(1, 1, experiment, WeightTransforms.LinearSaturating(weightScale)).InitialiseConstant(1);
        var lif = new Neuron(1, experiment)
        {
            Leak = new MixedHXModelParameter(0, 80),
            Reset = new MixedHXModelParameter(0, 80),
            Threshold = new MixedHXModelParameter(1, 125),
            CadcTimeShift = -1,
            TraceOffset = traceOffset,
            TraceScale = traceScale,
        };
        var z = lif.Forward(syn.Forward(input.Handle));
        return [.. Enumerable.Range(0, 10).Select(_ => experiment.Run(50, input.Spikes(spikes)).Trace(z.MembraneCadc))];
    }
}
