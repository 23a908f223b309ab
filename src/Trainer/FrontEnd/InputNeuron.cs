using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Trainer.Data;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.FrontEnd;

/// <summary>A population whose spikes come from outside.</summary>
public sealed class InputNeuron : Population
{
    public InputNeuron(int size, Experiment experiment, string? name = null)
        : base(size, experiment, name, "input") => Handle = new NeuronHandle(this, size);

    /// <summary>The spikes that a pass is given.</summary>
    public NeuronHandle Handle { get; }

    /// <summary>
    /// Spikes for the chip: any non-zero entry of <paramref name="dense"/> [time, sample, neuron] is exactly one spike at its row's time (magnitudes
    /// and multiplicities exist in the numerics alone), on the 8 ns grid.
    /// </summary>
    public PopulationSpikes ForChip(Tensor dense)
    {
        ArgumentNullException.ThrowIfNull(dense);
        if (dense.Neurons != Size)
        {
            throw new ArgumentException($"Spikes of {dense.Neurons} neurons do not fit input '{Name}' of {Size}.", nameof(dense));
        }

        var grid = new TimeGrid(Experiment.Dt, dense.TimeSteps);
        var offsets = new int[dense.Samples + 1];
        var ticks = new List<int>();
        var labels = new List<ushort>();
        for (var sample = 0; sample < dense.Samples; sample++)
        {
            for (var time = 0; time < dense.TimeSteps; time++)
            {
                var row = dense.Row(time, sample);
                for (var n = 0; n < row.Length; n++)
                {
                    if (row[n] != 0)
                    {
                        ticks.Add(grid.InputTick(time));
                        labels.Add((ushort)n);
                    }
                }
            }

            offsets[sample + 1] = ticks.Count;
        }

        return new PopulationSpikes(Id, new SpikeBatch(offsets, [.. ticks], [.. labels]));
    }

    /// <summary>The same for samples (dataset indices) on their way through an encoder, without a dense array.</summary>
    public PopulationSpikes ForChip(CoordinatesToSpikes encoder, Dataset data, ReadOnlySpan<int> samples)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(data);
        var spikesPerSample = encoder.Channels(data.FeatureCount);
        if (spikesPerSample != Size)
        {
            throw new ArgumentException($"{data.FeatureCount} coordinates make {spikesPerSample} channels; input '{Name}' has {Size}.", nameof(encoder));
        }

        var grid = new TimeGrid(Experiment.Dt, encoder.SequenceLength);
        var offsets = new int[samples.Length + 1];
        var (ticks, labels) = (new int[samples.Length * spikesPerSample], new ushort[samples.Length * spikesPerSample]);
        for (var sample = 0; sample < samples.Length; sample++)
        {
            var rows = ticks.AsSpan(sample * spikesPerSample, spikesPerSample);
            encoder.List(data[samples[sample]], rows, labels.AsSpan(sample * spikesPerSample, spikesPerSample), sample);
            var (row, tick) = (-1, 0);
            foreach (ref var entry in rows)
            {
                (row, tick) = entry == row ? (row, tick) : (entry, grid.InputTick(entry));
                entry = tick;
            }

            offsets[sample + 1] = (sample + 1) * spikesPerSample;
        }

        return new PopulationSpikes(Id, new SpikeBatch(offsets, ticks, labels));
    }

    /// <summary>Spikes in these rows of the time grid, for <see cref="Experiment.Run(int, ReadOnlySpan{InputSpikes})"/>; the same in all samples.</summary>
    public InputSpikes Spikes(params ReadOnlySpan<(int Row, int Neuron)> spikes) => InputSpikes.InAllSamples(this, spikes);

    /// <summary>Spikes of each sample: [sample][spike].</summary>
    public InputSpikes SpikesOfSamples(params (int Row, int Neuron)[][] samples) => InputSpikes.OfSamples(this, samples);

    /// <summary>
    /// Spikes as a dense array [time, sample, neuron]. Values are weights of spikes in the numerics; the chip gets exactly one spike for any that is not zero.
    /// </summary>
    public InputSpikes Spikes(float[,,] dense) => InputSpikes.Dense(this, dense);

    /// <summary>Samples (dataset indices) on their way through an encoder.</summary>
    public InputSpikes Spikes(CoordinatesToSpikes encoder, Dataset data, ReadOnlySpan<int> samples) => InputSpikes.Encoded(this, encoder, data, samples);

    internal override PopulationSpec Spec() => new(Name, PopulationKind.Input, Size, null, RecordSpikes: false, RecordCadc: false);

    internal override void Check(List<string> faults)
    {
        if (Size > ushort.MaxValue + 1)
        {
            faults.Add($"Input '{Name}' has {Size} neurons; labels allow at most {ushort.MaxValue + 1}.");
        }
    }

    internal override void Run(ForwardPass pass) => _ = pass[Handle.Spikes];
}
