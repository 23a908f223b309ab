namespace Bss2.Messages.Spikes;

/// <summary>Spikes of consecutive samples as a structure of arrays. Within a sample spikes are ordered by (tick, label, sequence).</summary>
/// <param name="SampleOffsets">[samples + 1]; sample s owns the range [SampleOffsets[s], SampleOffsets[s + 1]) of the other arrays. Starts with 0.</param>
/// <param name="Ticks">[spikes], 4 ns ticks since the start of the sample's run.</param>
/// <param name="Labels">[spikes]. On the chip: the 16 bit hardware label (bits 15-14 FPGA channel, 13-0 neuron label). Outside: the logical neuron's index, 0..65535.</param>
/// <remarks>The arrays belong to the message and are never written after sending.</remarks>
public sealed record SpikeBatch(int[] SampleOffsets, int[] Ticks, ushort[] Labels)
{
    /// <summary>Number of samples.</summary>
    public int SampleCount => SampleOffsets.Length - 1;

    /// <summary>Number of spikes over all samples.</summary>
    public int SpikeCount => Ticks.Length;
}
