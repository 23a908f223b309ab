using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>What a run gives to one input population. Made by the methods of <see cref="InputNeuron"/> called Spikes.</summary>
public sealed class InputSpikes
{
    private const int FaultsTold = 5;

    private readonly (int Row, int Neuron)[][]? _samples;
    private readonly float[,,]? _dense;

    private InputSpikes(InputNeuron input, (int Row, int Neuron)[][]? samples, float[,,]? dense, int? sampleCount) =>
        (Input, _samples, _dense, SampleCount) = (input, samples, dense, sampleCount);

    internal InputNeuron Input { get; }

    /// <summary>Samples that there are spikes for, or null where all samples get the same.</summary>
    internal int? SampleCount { get; }

    internal static InputSpikes InAllSamples(InputNeuron input, ReadOnlySpan<(int Row, int Neuron)> spikes) => new(input, [[.. spikes]], null, null);

    internal static InputSpikes OfSamples(InputNeuron input, (int Row, int Neuron)[][] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return new InputSpikes(input, samples, null, samples.Length);
    }

    internal static InputSpikes Dense(InputNeuron input, float[,,] dense)
    {
        ArgumentNullException.ThrowIfNull(dense);
        return new InputSpikes(input, null, dense, dense.GetLength(1));
    }

    internal static InputSpikes Encoded(InputNeuron input, CoordinatesToSpikes encoder, Dataset data, ReadOnlySpan<int> samples)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(data);
        var channels = encoder.Channels(data.FeatureCount);
        var (rows, labels) = (new int[channels], new ushort[channels]);
        var spikes = new (int Row, int Neuron)[samples.Length][];
        for (var sample = 0; sample < spikes.Length; sample++)
        {
            encoder.List(data[samples[sample]], rows, labels, sample);
            spikes[sample] = [.. rows.Zip(labels, (row, label) => (row, (int)label))];
        }

        return new InputSpikes(input, spikes, null, spikes.Length);
    }

    /// <summary>Checks the inputs of a run: those of all input populations, each once.</summary>
    /// <exception cref="ArgumentException">They do not fit; holds all faults.</exception>
    internal static void Check(Experiment experiment, int steps, int samples, ReadOnlySpan<InputSpikes> inputs)
    {
        var faults = new List<string>();
        var missing = experiment.Modules.OfType<InputNeuron>().ToList();
        foreach (var input in inputs)
        {
            if (!ReferenceEquals(input.Input.Experiment, experiment))
            {
                faults.Add($"Input '{input.Input.Name}' belongs to another experiment; use this one's.");
            }
            else if (!missing.Remove(input.Input))
            {
                faults.Add($"Input '{input.Input.Name}' was given spikes twice; give them once.");
            }
            else
            {
                input.Check(steps, samples, faults);
            }
        }

        faults.AddRange(missing.Select(input => $"Input '{input.Name}' was given no spikes; pass its Spikes(), without arguments if it is to be silent."));
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(inputs));
        }
    }

    /// <summary>Adds what does not fit a run of a number of steps and samples.</summary>
    private void Check(int steps, int samples, List<string> faults)
    {
        if (SampleCount is { } own && own != samples)
        {
            faults.Add($"Input '{Input.Name}' has spikes for {own} samples, the run has {samples}; give as many to each input as the run has.");
        }

        if (_dense is not null && (_dense.GetLength(0) != steps || _dense.GetLength(2) != Input.Size))
        {
            faults.Add(
                $"Input '{Input.Name}' has spikes of shape [{_dense.GetLength(0)}, {_dense.GetLength(1)}, {_dense.GetLength(2)}], permitted is [{steps}, {samples}, {Input.Size}], i.e. [time, sample, neuron]; check the order of the axes.");
        }

        int[] notFinite = _dense is null ? [] : [.. _dense.Cast<float>().Select((value, k) => (value, k)).Where(p => !float.IsFinite(p.value)).Select(p => p.k).Take(1)];
        if (notFinite.Length > 0)
        {
            faults.Add($"Input '{Input.Name}' has a value that is no finite number at element {notFinite[0]} of its dense spikes; give 0 or 1.");
        }

        CheckList(steps, faults);
    }

    private void CheckList(int steps, List<string> faults)
    {
        var wrong = 0;
        for (var sample = 0; sample < (_samples?.Length ?? 0); sample++)
        {
            foreach (var (row, neuron) in _samples![sample])
            {
                if (row >= 0 && row < steps && neuron >= 0 && neuron < Input.Size)
                {
                    continue;
                }

                if (++wrong <= FaultsTold)
                {
                    var where = SampleCount is null ? "" : $" of sample {sample}";
                    faults.Add($"Input '{Input.Name}': a spike{where} is in row {row} of neuron {neuron}, permitted are rows 0..{steps - 1} and neurons 0..{Input.Size - 1}; move it or lengthen the run.");
                }
            }
        }

        if (wrong > FaultsTold)
        {
            faults.Add($"Input '{Input.Name}': {wrong - FaultsTold} more spikes are outside the run in the same way.");
        }
    }

    /// <summary>Sets the spikes in zeros [time, sample, neuron].</summary>
    internal void Fill(Tensor tensor)
    {
        for (var sample = 0; sample < tensor.Samples; sample++)
        {
            if (_dense is null)
            {
                foreach (var (row, neuron) in _samples![SampleCount is null ? 0 : sample])
                {
                    tensor.Row(row, sample)[neuron] = 1;
                }

                continue;
            }

            for (var row = 0; row < tensor.TimeSteps; row++)
            {
                var values = tensor.Row(row, sample);
                for (var neuron = 0; neuron < values.Length; neuron++)
                {
                    values[neuron] = _dense[row, sample, neuron];
                }
            }
        }
    }
}
