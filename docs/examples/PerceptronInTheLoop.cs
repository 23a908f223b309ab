using System.Globalization;
using Bss2.Trainer.Data;
using Bss2.Trainer.Learning;
using Bss2.Trainer.Numerics;
using Bss2.Trainer.Perceptron;

namespace Bss2.Examples;

/// <summary>"Train DNNs on BrainScaleS-2": measure a chip's gain and noise, train in mock, take the weights over, go on with the chip in the loop.</summary>
internal static class PerceptronInTheLoop
{
    public static void Run(TextWriter output, int mockEpochs = 200, int chipEpochs = 15)
    {
        var hxtorch = new PerceptronSession(new EmulatedMatrixUnit(serial: 1), seed: 1);
        hxtorch.MockParameter = hxtorch.MeasureMockParameter();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gain factor: {hxtorch.MockParameter.Gain:0.00000}\nnoise std.:  {hxtorch.MockParameter.NoiseStd:0.00000}"));

        Sequential Model(bool mock) => new(
            new Linear(hxtorch, 4, 128, mock: mock), new ConvertingReLU(shift: 1), new Linear(hxtorch, 128, 3, avg: 5, mock: mock));
        var (modelMock, modelHardware) = (Model(mock: true), Model(mock: false));
        output.WriteLine(modelMock);
        var samples = YinYangDataset.Create(350 * (mockEpochs + chipEpochs));
        Train(output, hxtorch, modelMock, samples, 0, mockEpochs, StepLR.Exponential(1, 0.99));
        modelHardware.LoadStateDict(modelMock.StateDict());
        Train(output, hxtorch, modelHardware, samples, mockEpochs, chipEpochs, StepLR.Exponential(0.2, 0.9));
    }

    private static void Train(TextWriter output, PerceptronSession hxtorch, Sequential model, Dataset samples, int before, int epochs, StepLR schedule)
    {
        var (adam, gradients) = (new Adam(model.Parameters, schedule.Initial), new GradientBuffer(model.Parameters));
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var fresh = (before + epoch) * 350;                          // each sample is seen once
            float[] features = [.. samples.Features.Skip(fresh * 4).Take(350 * 4).Select(x => (float)x * 31)];
            hxtorch.Restart();
            gradients.Clear();
            var scores = model.Forward(hxtorch, hxtorch.Tensor(features, [350, 4]));
            var loss = PerceptronSession.CrossEntropy(scores, samples.Labels.AsSpan(fresh, 350), 350) / 350;
            hxtorch.Backward(gradients);
            adam.LearningRate = schedule.At(epoch);
            adam.Step(gradients);
            output.WriteLine(FormattableString.Invariant($"epoch {before + epoch} loss {loss:0.000}"));
        }
    }
}
