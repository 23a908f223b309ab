using System.Numerics;
using Bss2.Trainer.Data;
using Bss2.Trainer.LeakyNetworks.Kernels;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>Runs of a few samples, for pictures.</summary>
internal static class LeakyClassifierPictures
{
    // As many rows as a raster can show apart.
    private const int ShownNeurons = 100;

    /// <summary>
    /// <c>digitPixels</c> [digit, feature], <c>digitLabels</c> [digit], <c>digitCounts</c> [digit, class] output spikes, <c>digitSpikes</c> [spike, (digit, step, neuron)] of the
    /// first hidden neurons, <c>digitNeurons</c> [1] how many those are, <c>digitMembranes</c> [digit, step, class] of the output.
    /// </summary>
    public static IEnumerable<NpyArray> Of(LeakyClassifier classifier, Dataset examples)
    {
        var (options, chunk) = (classifier.Options, new LeakyClassifierChunk(classifier));
        var neurons = Math.Min(ShownNeurons, options.Hidden);
        var (pixels, counts, spikes, membranes) = (new float[examples.Count * examples.FeatureCount], new List<int>(), new List<int>(), new List<float>());
        for (var digit = 0; digit < examples.Count; digit++)
        {
            chunk.Run(examples, [digit], 1, null);
            examples.Read(digit, pixels.AsSpan(digit * examples.FeatureCount, examples.FeatureCount));
            counts.AddRange(chunk.Results.OutputSpikes);
            AddSpikes(chunk.Results.SpikesOfLastSample, digit, options.TimeSteps, neurons, spikes);
            var membrane = chunk.Results.MembraneOfLastSample;
            for (var t = 0; t < options.TimeSteps; t++)
            {
                membranes.AddRange(membrane.Slice(t * (membrane.Length / options.TimeSteps), options.Classes));
            }
        }

        return
        [
            NpyArray.Of("digitPixels", pixels, examples.Count, examples.FeatureCount),
            NpyArray.Of("digitLabels", examples.Labels, examples.Count),
            NpyArray.Of("digitCounts", [.. counts], examples.Count, options.Classes),
            NpyArray.Of("digitSpikes", [.. spikes], spikes.Count / 3, 3),
            NpyArray.Of("digitNeurons", [neurons], 1),
            NpyArray.Of("digitMembranes", [.. membranes], examples.Count, options.TimeSteps, options.Classes),
        ];
    }

    private static void AddSpikes(ReadOnlySpan<uint> spikes, int digit, int steps, int neurons, List<int> list)
    {
        var words = spikes.Length / steps;
        for (var t = 0; t < steps; t++)
        {
            for (var word = 0; word < words; word++)
            {
                for (var bits = spikes[(t * words) + word]; bits != 0; bits &= bits - 1)
                {
                    var neuron = (word * HiddenKernel.Block) + BitOperations.TrailingZeroCount(bits);
                    if (neuron < neurons)
                    {
                        list.AddRange([digit, t, neuron]);
                    }
                }
            }
        }
    }
}
