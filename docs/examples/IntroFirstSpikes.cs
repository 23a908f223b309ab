using Bss2.Trainer.FrontEnd;

namespace Bss2.Examples;

/// <summary>"hxtorch.snn Introduction", first half: one LIF neuron with four input spikes on an emulated chip, seen by both converters, then in mock.</summary>
internal static class IntroFirstSpikes
{
    public static void Run(TextWriter output)
    {
        var hardware = new EmulatedHardware(serial: 1);                       // hxtorch.init_hardware()
        var experiment = new Experiment(dt: 1e-6, hardware: hardware);
        experiment.LoadCalibration("spiking");

        var input = new InputNeuron(1, experiment);
        var syn = new Synapse(inFeatures: 1, outFeatures: 1, experiment).InitialiseConstant(63);
        var lif = new Neuron(1, experiment) { EnableMadcRecording = true, RecordNeuronId = 0, CadcTimeShift = -1 };
        var z = lif.Forward(syn.Forward(input.Handle));                       // a promise

        var spikes = input.Spikes((10, 0), (15, 0), (20, 0), (30, 0));        // row (in dt), neuron
        var run = experiment.Run(50, spikes);                                 // hxsnn.run(exp, 50)
        var (dense, raw) = (run[z.MembraneCadc], run.RawMadc(z.MembraneMadc));
        output.WriteLine($"membrane_cadc [{dense.TimeSteps}, {dense.Samples}, {dense.Neurons}], from {run.Trace(z.MembraneCadc).Min():0} to {run.Trace(z.MembraneCadc).Max():0}");
        output.WriteLine($"chip spikes at {string.Join(", ", run.RawSpikes(z.Spikes).Select(s => s.Time.ToMicroseconds()))}");
        output.WriteLine($"madc samples {raw.Codes.Length}, from {raw.Codes.Min()} to {raw.Codes.Max()}");

        var mock = new Experiment(dt: 1e-6);                                  // mock=True: no hardware
        var mockInput = new InputNeuron(1, mock);
        var mockSyn = new Synapse(1, 1, mock).InitialiseConstant(50);
        var y = new Neuron(1, mock).Forward(mockSyn.Forward(mockInput.Handle));
        var simulated = mock.Run(50, mockInput.Spikes((10, 0), (15, 0), (20, 0), (30, 0)));
        output.WriteLine($"mock spikes in rows {string.Join(", ", simulated.Trace(y.Spikes).Select((s, row) => (s, row)).Where(p => p.s > 0).Select(p => p.row))}");
    }
}
