using Bss2.Trainer.Data;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;

namespace Bss2.Examples;

/// <summary>"Training an SNN on BrainScaleS-2 with PyTorch": the network of the Yin-Yang tutorial, and updates by hand with the chip in the loop.</summary>
internal static class YinYangByHand
{
    public static void Run(TextWriter output, EmulatedHardware? hardware, int updates)
    {
        const double Dt = 2e-6, TauMem = 6e-6, TauSyn = 6e-6;
        var experiment = new Experiment(Dt, seed: 1, hardware);
        experiment.LoadCalibration("spiking2");
        var encoder = new CoordinatesToSpikes((int)(6e-5 / Dt), early: 2e-6, late: 4e-5, Dt, bias: 1.8e-5, repetitions: 5);
        var scaling = WeightTransforms.LinearSaturating(scale: 66.39);

        var input = new InputNeuron(encoder.Channels(4), experiment);
        var linearH = new Synapse(input.Size, 120, experiment, scaling).InitialiseNormal(0.001, 0.25, encoder.Repetitions);
        var lifH = new Neuron(120, experiment) { Leak = 0, Reset = 0, Threshold = 1, TauMem = TauMem, TauSyn = TauSyn, TraceScale = 0.0147, ShiftCadcToFirst = true };
        var linearO = new Synapse(120, 3, experiment, scaling).InitialiseNormal(0, 0.1);
        var li = new ReadoutNeuron(3, experiment) { Leak = 0, TauMem = TauMem, TauSyn = TauSyn, TraceScale = 0.0147, ShiftCadcToFirst = true, PlacementConstraint = [256, 257, 258] };
        var hidden = lifH.Forward(linearH.Forward(input.Handle));
        var readout = li.Forward(linearO.Forward(hidden));

        var data = YinYangDataset.Create(75, seed: 42);
        int[] batch = [.. Enumerable.Range(0, data.Count)];
        var optimiser = new Adam([linearH.Weight, linearO.Weight], learningRate: 0.002);
        var gradients = new GradientBuffer(optimiser.Parameters);
        for (var update = 0; update < updates; update++)
        {
            var run = experiment.Run(encoder.SequenceLength, input.Spikes(encoder, data, batch));
            var scores = Scaling.ApplyWithoutGradient(run.Tape, MaxOverTime.Apply(run.Tape, run[readout.MembraneCadc]), 10);
            var loss = Losses.CrossEntropy(scores, data.Labels, batch.Length) + Regularisers.Readout(scores, 0.0004, batch.Length);   // sums over samples
            output.WriteLine(FormattableString.Invariant($"update {update} loss {loss / batch.Length:0.0000} spikes {Metrics.CountSpikes(run[hidden.Spikes])}"));
            run.Backward(gradients);
            optimiser.Step(gradients);
        }
    }
}
