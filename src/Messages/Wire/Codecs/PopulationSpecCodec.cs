using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>population-spec/2</c>; absent targets, circuits and chip travel as nil.</summary>
internal static class PopulationSpecCodec
{
    /// <summary>Labels have 16 bits, see <see cref="Spikes.SpikeBatch"/>.</summary>
    private const int LargestSize = 65536;

    private const int LastCircuit = 511;

    private static readonly string[] Fields = ["Name", "Kind", "Size", "Targets", "RecordSpikes", "RecordCadc", "Circuits", "Chip"];

    public static int FieldCount => Fields.Length;

    public static void Write(MessagePackWriter writer, PopulationSpec population)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(population.Name);
        writer.WriteInt64(1);
        writer.WriteInt64((int)population.Kind);
        writer.WriteInt64(2);
        writer.WriteInt64(population.Size);
        writer.WriteInt64(3);
        if (population.Targets is null) writer.WriteNil();
        else CircuitTargetsCodec.Write(writer, population.Targets);
        writer.WriteInt64(4);
        writer.WriteBoolean(population.RecordSpikes);
        writer.WriteInt64(5);
        writer.WriteBoolean(population.RecordCadc);
        writer.WriteInt64(6);
        if (population.Circuits is null) writer.WriteNil();
        else writer.WriteNumbers<int>(population.Circuits);
        writer.WriteInt64(7);
        if (population.Chip is null) writer.WriteNil();
        else writer.WriteString(population.Chip);
    }

    public static PopulationSpec? Read(ref MessagePackReader reader)
    {
        string name = string.Empty;
        PopulationKind kind = default;
        int size = 0;
        CircuitTargets? targets = null;
        bool recordSpikes = false, recordCadc = false;
        int[]? circuits = null;
        string? chip = null;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: name = reader.ReadString(); break;
                case 1: kind = (PopulationKind)reader.ReadInt32((int)PopulationKind.Input, (int)PopulationKind.LeakyIntegrator); break;
                case 2: size = reader.ReadInt32(1, LargestSize); break;
                case 3: targets = reader.TryReadNil() ? null : CircuitTargetsCodec.Read(ref reader); break;
                case 4: recordSpikes = reader.ReadBoolean(); break;
                case 5: recordCadc = reader.ReadBoolean(); break;
                case 6: circuits = reader.TryReadNil() ? null : reader.ReadNumbers<int>(); break;
                case 7: chip = reader.TryReadNil() ? null : reader.ReadString(); break;
            }
        }

        if (reader.Failed) return null;
        if (kind == PopulationKind.Input && targets is not null)
            fields.Refuse(ref reader, "Targets", "nil for an input population, which has no circuits", "targets");
        if (kind != PopulationKind.Input && targets is null)
            fields.Refuse(ref reader, "Targets", $"targets for a population of kind {kind}", "nil");
        if (circuits is not null) CheckCircuits(ref reader, ref fields, circuits, size);
        return reader.Failed ? null : new PopulationSpec(name, kind, size, targets, recordSpikes, recordCadc, circuits, chip);
    }

    private static void CheckCircuits(ref MessagePackReader reader, ref FieldCursor fields, int[] circuits, int size)
    {
        if (circuits.Length != size)
            fields.Refuse(ref reader, "Circuits", $"{size} values, one for each neuron", $"{circuits.Length}");
        for (int neuron = 0; neuron < circuits.Length && !reader.Failed; neuron++)
        {
            if (circuits[neuron] is < 0 or > LastCircuit)
                fields.Refuse(ref reader, $"Circuits[{neuron}]", $"a circuit in 0..{LastCircuit}", $"{circuits[neuron]}");
        }
    }
}
