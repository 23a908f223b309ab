using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Bss2.Messages.Cluster;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;
using Bss2.Messages.Wire.Codecs;

namespace Bss2.Messages.Wire;

/// <summary>Every message that may leave a process, by its permanent name and version.</summary>
/// <remarks>
/// A message is the MessagePack array <c>[name, fields]</c>, e.g. <c>["spike-batch/1", {0: bin, 1: bin, 2: bin}]</c>; fields and nested records are
/// maps from field number to value, numeric arrays little-endian <c>bin</c>. Rules of change: a number is never given to another field; a
/// reader passes over numbers that it does not know, so a field may be added that old readers can do without; every field that a version knows is
/// mandatory, so what a new reader cannot do without needs a new version of each message that carries it, next to the old one.
/// </remarks>
public static class WireCatalogue
{
    /// <summary>Largest message that is decoded unless the caller says otherwise, 64 MiB.</summary>
    public const int DefaultMaximumBytes = 64 * 1024 * 1024;

    private static readonly WireEntry[] Entries =
    [
        WireEntry.For<SpikeBatch>("spike-batch/1", SpikeBatchCodec.Write, SpikeBatchCodec.Read),
        WireEntry.For<PopulationSpikes>("population-spikes/1", PopulationSpikesCodec.Write, PopulationSpikesCodec.Read),
        WireEntry.For<SpikeTransfer>("spike-transfer/1", SpikeTransferCodec.Write, SpikeTransferCodec.Read),
        WireEntry.For<PopulationVectors>("population-vectors/1", PopulationVectorsCodec.Write, PopulationVectorsCodec.Read),
        WireEntry.For<MembraneFrame>("membrane-frame/1", MembraneFrameCodec.Write, MembraneFrameCodec.Read),
        WireEntry.For<CircuitTargets>("circuit-targets/2", CircuitTargetsCodec.Write, CircuitTargetsCodec.Read),
        WireEntry.For<ChipSettings>("chip-settings/2", ChipSettingsCodec.Write, ChipSettingsCodec.Read),
        WireEntry.For<PopulationSpec>("population-spec/4", PopulationSpecCodec.Write, PopulationSpecCodec.Read),
        WireEntry.For<ProjectionSpec>("projection-spec/2", ProjectionSpecCodec.Write, ProjectionSpecCodec.Read),
        WireEntry.For<NetworkSpec>("network-spec/4", NetworkSpecCodec.Write, NetworkSpecCodec.Read),
        WireEntry.For<ProjectionWeights>("projection-weights/1", ProjectionWeightsCodec.Write, ProjectionWeightsCodec.Read),
        WireEntry.For<RackChip>("rack-chip/2", RackChipCodec.Write, RackChipCodec.Read),
        WireEntry.For<RackConfiguration>("rack-configuration/4", RackConfigurationCodec.Write, RackConfigurationCodec.Read),
        WireEntry.For<RunBlock>("run-block/2", RunBlockCodec.Write, RunBlockCodec.Read),
        WireEntry.For<CadcTrace>("cadc-trace/1", CadcTraceCodec.Write, CadcTraceCodec.Read),
        WireEntry.For<MadcTrace>("madc-trace/1", MadcTraceCodec.Write, MadcTraceCodec.Read),
        WireEntry.For<BlockHealth>("block-health/1", BlockHealthCodec.Write, BlockHealthCodec.Read),
        WireEntry.For<BlockRecording>("block-recording/3", BlockRecordingCodec.Write, BlockRecordingCodec.Read),
        WireEntry.For<LinkSpikes>("link-spikes/1", LinkSpikesCodec.Write, LinkSpikesCodec.Read),
        WireEntry.For<ChipRecording>("chip-recording/3", ChipRecordingCodec.Write, ChipRecordingCodec.Read),
        WireEntry.For<BlockFailed>("block-failed/1", BlockFailedCodec.Write, BlockFailedCodec.Read),
        WireEntry.For<WhoIsThere>("who-is-there/1", WhoIsThereCodec.Write, WhoIsThereCodec.Read),
        WireEntry.For<NodeAnnounced>("node-announced/1", NodeAnnouncedCodec.Write, NodeAnnouncedCodec.Read),
        WireEntry.For<TrainerAnnounced>("trainer-announced/1", TrainerAnnouncedCodec.Write, TrainerAnnouncedCodec.Read),
        WireEntry.For<NodeRefused>("node-refused/1", NodeRefusedCodec.Write, NodeRefusedCodec.Read),
        WireEntry.For<ClusterConfiguration>("cluster-configuration/3", ClusterConfigurationCodec.Write, ClusterConfigurationCodec.Read),
        WireEntry.For<ConfigurationWanted>("configuration-wanted/1", ConfigurationWantedCodec.Write, ConfigurationWantedCodec.Read),
        WireEntry.For<BlockOrder>("block-order/2", BlockOrderCodec.Write, BlockOrderCodec.Read),
        WireEntry.For<TrainingEnded>("training-ended/1", TrainingEndedCodec.Write, TrainingEndedCodec.Read),
        WireEntry.For<TrainingJob>("training-job/1", TrainingJobCodec.Write, TrainingJobCodec.Read),
        WireEntry.For<JobFailed>("job-failed/1", JobFailedCodec.Write, JobFailedCodec.Read),
    ];

    private static readonly FrozenDictionary<Type, WireEntry> ByType = Entries.ToFrozenDictionary(entry => entry.Type);
    private static readonly FrozenDictionary<string, WireEntry> ByName = Entries.ToFrozenDictionary(entry => entry.Name);

    /// <summary>All names with their versions, e.g. <c>run-block/2</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>Whether messages of a type may be encoded.</summary>
    public static bool Knows(Type type) => ByType.ContainsKey(type);

    /// <summary>Appends the bytes of a message.</summary>
    /// <exception cref="ArgumentException">The message's type has no name in the catalogue.</exception>
    public static void Encode(object message, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(output);
        if (!ByType.TryGetValue(message.GetType(), out WireEntry? entry))
        {
            throw new ArgumentException(
                $"{message.GetType().Name} has no name on the wire; give it one in {nameof(WireCatalogue)} or send one of {string.Join(", ", Names)}.",
                nameof(message));
        }

        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.WriteString(entry.Name);
        entry.Write(writer, message);
    }

    /// <summary>The bytes of a message. Where many large ones leave, hand the overload a buffer that is used again: it allocates nothing.</summary>
    /// <exception cref="ArgumentException">The message's type has no name in the catalogue.</exception>
    public static byte[] Encode(object message)
    {
        var output = new ArrayBufferWriter<byte>();
        Encode(message, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads one message and checks its shape and ranges. Never throws on what the bytes say, and allocates no more than a small multiple of their length.</summary>
    /// <param name="bytes">Exactly one message.</param>
    /// <param name="message">The message, a record of its own that shares nothing with <paramref name="bytes"/>.</param>
    /// <param name="fault">Why there is none.</param>
    /// <param name="maximumBytes">Longer messages are refused unread.</param>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out object? message,
        [NotNullWhen(false)] out WireFault? fault,
        int maximumBytes = DefaultMaximumBytes)
    {
        if (bytes.Length > maximumBytes)
        {
            message = null;
            fault = new WireFault(0, string.Empty, $"at most {maximumBytes} bytes; send smaller blocks or raise the limit", $"{bytes.Length}");
            return false;
        }

        var reader = new MessagePackReader(bytes);
        message = ReadMessage(ref reader);
        fault = reader.Fault;
        if (fault is not null) message = null; // Bytes behind a good message make it a bad one.
        return fault is null;
    }

    /// <summary>The message, or null and a fault in the reader.</summary>
    private static object? ReadMessage(ref MessagePackReader reader)
    {
        int parts = reader.ReadArrayHeader();
        if (parts != 2) reader.Refuse("an array of name and fields", $"{parts} entries");
        string name = reader.ReadString();
        if (reader.Failed) return null;
        if (!ByName.TryGetValue(name, out WireEntry? entry))
        {
            reader.Refuse($"one of {string.Join(", ", Names)}", Text.Quote(name));
            return null;
        }

        object? message = entry.Read(ref reader);
        reader.Within(name);
        if (!reader.Failed && reader.Remaining > 0) reader.Refuse(reader.Offset, name, "the end of the message", $"{reader.Remaining} further bytes");
        return message;
    }
}
