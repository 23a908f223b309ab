using System.Diagnostics;
using Bss2.Chip.Randomness;
using Bss2.Trainer.LeakyNetworks;
using Bss2.Trainer.LeakyNetworks.Functional;
using Bss2.Trainer.LeakyNetworks.Surrogates;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Tests.LeakyNetworks;

/// <summary>The fused classifier gives the bits of the scalar layers in float32, with the processor's vector instructions and without them.</summary>
public sealed class ClassifierTests
{
    private const string WithoutIntrinsics = "DOTNET_EnableHWIntrinsic";

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(5, 7, 2, 9)]
    [InlineData(9, 31, 16, 3)]
    [InlineData(8, 32, 17, 4)]
    [InlineData(16, 33, 10, 8)]
    [InlineData(17, 100, 10, 25)]
    [InlineData(3, 512, 33, 5)]
    public void Losses_spikes_predictions_and_gradients_are_those_of_the_scalar_layers_bit_for_bit(int sources, int hidden, int classes, int steps)
    {
        foreach (var surrogate in Enum.GetValues<ClassifierSurrogate>())
        {
            foreach (var (tutorial, reset) in from t in new[] { false, true } from r in Enum.GetValues<ResetMechanism>() where !t || r == ResetMechanism.Subtract select (t, r))
            {
                var options = new LeakyClassifierOptions
                {
                    Sources = sources,
                    Hidden = hidden,
                    Classes = classes,
                    TimeSteps = steps,
                    Surrogate = surrogate,
                    TutorialNeurons = tutorial,
                    Reset = reset,
                    Beta = 0.9,
                    Threshold = 0.25,
                };
                Compare(new LeakyClassifier(options, seed: 7), samples: 5);
            }
        }
    }

    [Fact]
    public async Task It_is_so_without_the_processors_vector_instructions()
    {
        if (Environment.GetEnvironmentVariable(WithoutIntrinsics) == "0")
        {
            // This is the child: the other tests of the class do the work.
            Assert.False(System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated);
            return;
        }

        var start = new ProcessStartInfo("dotnet", ["vstest", typeof(ClassifierTests).Assembly.Location, "/TestCaseFilter:FullyQualifiedName~" + typeof(ClassifierTests).FullName])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[WithoutIntrinsics] = "0";
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, await output + await errors);
        Assert.Contains("Passed", await output, StringComparison.Ordinal);
    }

    [Fact]
    public void Chunks_of_any_size_add_up_to_the_batch()
    {
        var classifier = new LeakyClassifier(new LeakyClassifierOptions { Sources = 20, Hidden = 40, Classes = 3, TimeSteps = 6, Threshold = 0.3 }, 3);
        var (input, labels) = Data(classifier.Options, 6);
        var workspace = classifier.CreateWorkspace();
        var whole = classifier.Run(workspace, input, labels, 6, null);
        var predictions = workspace.Predictions.ToArray();
        var left = classifier.Run(workspace, input.AsSpan(0, 40), labels.AsSpan(0, 2), 6, null);
        Assert.Equal(predictions[..2], workspace.Predictions.ToArray());
        var right = classifier.Run(workspace, input.AsSpan(40), labels.AsSpan(2), 6, null);
        Assert.Equal(whole with { Loss = 0 }, (left + right) with { Loss = 0 });
        Assert.Equal(whole.Loss, left.Loss + right.Loss, 1e-12);
        Assert.Equal(default, classifier.Run(workspace, [], [], 6, null));
    }

    [Fact]
    public void A_warm_workspace_allocates_nothing()
    {
        var classifier = new LeakyClassifier(new LeakyClassifierOptions { Sources = 20, Hidden = 40, Classes = 3, TimeSteps = 6, Threshold = 0.3 }, 3);
        var (input, labels) = Data(classifier.Options, 6);
        var workspace = classifier.CreateWorkspace();
        var gradients = new GradientBuffer(classifier.Parameters);
        classifier.Run(workspace, input, labels, 6, gradients);
        classifier.Pack();
        var before = GC.GetAllocatedBytesForCurrentThread();
        classifier.Run(workspace, input, labels, 6, gradients);
        classifier.Pack();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Inputs_labels_and_options_that_cannot_be_are_refused_with_what_is_wrong()
    {
        var classifier = new LeakyClassifier(new LeakyClassifierOptions { Sources = 4, Hidden = 5, Classes = 3, TimeSteps = 2 }, 1);
        var workspace = classifier.CreateWorkspace();
        float[] input = [0, 1, 0, 1, 0, 0, float.NaN, 0];
        Assert.Contains("sample 1, neuron 2", Assert.Throws<ArgumentException>(() => classifier.Run(workspace, input, [0, 1], 2, null)).Message);
        input[6] = 0;
        Assert.Contains("sample 1 is not one of the classes 0..2", Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Run(workspace, input, [0, 3], 2, null)).Message);
        Assert.Contains("8 inputs do not fit 3 samples of 4; 12 are needed", Assert.Throws<ArgumentException>(() => classifier.Run(workspace, input, [0, 1, 2], 3, null)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Run(workspace, input, [0, 1], 1, null));
        var message = Assert.Throws<ArgumentException>(() => new LeakyClassifier(new LeakyClassifierOptions { Hidden = 0, Beta = 1.5, Threshold = double.NaN }, 1)).Message;
        Assert.Contains("Hidden is 0", message);
        Assert.Contains("Beta is 1.5; permitted: 0..1", message);
        Assert.Contains("Threshold is NaN", message);
        message = Assert.Throws<ArgumentException>(() => new LeakyClassifier(new LeakyClassifierOptions { Reset = ResetMechanism.Zero, TutorialNeurons = true }, 1)).Message;
        Assert.Contains("Reset is Zero; the tutorial's neurons know Subtract alone", message);
    }

    private static void Compare(LeakyClassifier classifier, int samples)
    {
        var options = classifier.Options;
        var network = Scalar(classifier);
        var (input, labels) = Data(options, samples);
        // A few weights of zero, so that synaptic operations are not simply spikes times classes.
        classifier.SecondWeights.Weight.Values[0] = 0;
        classifier.Pack();
        var gradients = new GradientBuffer(classifier.Parameters);
        var workspace = classifier.CreateWorkspace();
        var outcome = classifier.Run(workspace, input, labels, 2 * samples, gradients);

        var run = network.Forward(new Series<float>(1, samples, options.Sources, input), options.TimeSteps);
        var expected = new GradientBuffer(classifier.Parameters);
        var gradient = new Series<float>(options.TimeSteps, samples, options.Classes);
        var loss = MembraneLosses.CrossEntropySum(run.Membrane, labels, 2 * samples, gradient);
        network.Backward(run, null, gradient, expected);
        Assert.Equal(loss, outcome.Loss, 1e-12 * loss);
        Assert.Equal(ActivityCount.Of(network, run), new[] { outcome.Hidden, outcome.Output });
        Assert.Equal(Accuracies.CorrectByRate(run.Spikes, labels), outcome.Correct);
        Assert.Equal(Enumerable.Range(0, samples).SelectMany(s => Enumerable.Range(0, options.Classes).Select(c => Enumerable.Range(0, options.TimeSteps).Sum(t => (int)run.Spikes.Row(t, s)[c]))), workspace.OutputSpikes.ToArray());
        foreach (var parameter in classifier.Parameters.Cast<Parameter<float>>())
        {
            Assert.Equal(expected.Find(parameter)!, gradients.Find(parameter)!);
        }
    }

    // The same network of the public scalar layers, on the classifier's own parameters.
    private static SpikingNetwork<float> Scalar(LeakyClassifier classifier)
    {
        var options = classifier.Options;
        var layer = new LayerOptions<float>
        {
            Threshold = [options.Threshold],
            Reset = options.Reset,
            Surrogate = options.Surrogate switch
            {
                ClassifierSurrogate.Atan => Surrogate.Atan<float>(),
                ClassifierSurrogate.FastSigmoid => Surrogate.FastSigmoid<float>(),
                _ => Surrogate.SpikeOperator<float>(),
            },
        };
        Leaky<float> Neurons(string name, int count) =>
            options.TutorialNeurons ? new LeakySurrogate<float>(name, count, [options.Beta], layer) : new Leaky<float>(name, count, [options.Beta], layer);
        return new SpikingNetwork<float>((classifier.FirstWeights, Neurons("lif1", options.Hidden)), (classifier.SecondWeights, Neurons("lif2", options.Classes)));
    }

    private static (float[] Input, int[] Labels) Data(LeakyClassifierOptions options, int samples)
    {
        var key = StreamKey.ForSeed(11, NoisePurpose.Shuffling);
        var input = new float[samples * options.Sources];
        for (var k = 0; k < input.Length; k++)
        {
            input[k] = (float)Philox.ToUniform(Philox.Next(key, (uint)k, 0, 0, 0).X0);
        }

        return (input, [.. Enumerable.Range(0, samples).Select(s => s % options.Classes)]);
    }
}
