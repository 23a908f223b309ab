using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>population-spec/4</c>; absent targets, circuits, chip and sampled neurons travel as nil.</summary>
internal static class PopulationSpecCodec
{
    /// <summary>Labels have 16 bits, see <see cref="Spikes.SpikeBatch"/>.</summary>
    private const int LargestSize = 65536;

    private const int LastCircuit = 511;

    private static readonly string[] Fields =
    [
        "Name", "Kind", "Size", "Targets", "RecordSpikes", "RecordCadc", "Circuits", "Chip", "MadcNeurons", "NeuronTargets", "CadcPlacement",
    ];

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
        writer.WriteInt64(8);
        if (population.MadcNeurons is null) writer.WriteNil();
        else writer.WriteNumbers<int>(population.MadcNeurons);
        writer.WriteInt64(9);
        if (population.NeuronTargets is null) writer.WriteNil();
        else BodyCodec.WriteList(writer, population.NeuronTargets, CircuitTargetsCodec.Write);
        writer.WriteInt64(10);
        writer.WriteInt64((int)population.CadcPlacement);
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
        int[]? madcNeurons = null;
        CircuitTargets[]? neuronTargets = null;
        CadcPlacement placement = default;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: name = reader.ReadString(); break;
                case 1: kind = (PopulationKind)reader.ReadInt32((int)PopulationKind.Input, (int)PopulationKind.Integrator); break;
                case 2: size = reader.ReadInt32(1, LargestSize); break;
                case 3: targets = reader.TryReadNil() ? null : CircuitTargetsCodec.Read(ref reader); break;
                case 4: recordSpikes = reader.ReadBoolean(); break;
                case 5: recordCadc = reader.ReadBoolean(); break;
                case 6: circuits = reader.TryReadNil() ? null : reader.ReadNumbers<int>(); break;
                case 7: chip = reader.TryReadNil() ? null : reader.ReadString(); break;
                case 8: madcNeurons = reader.TryReadNil() ? null : reader.ReadNumbers<int>(); break;
                case 9: neuronTargets = reader.TryReadNil() ? null : BodyCodec.ReadList(ref reader, CircuitTargetsCodec.FieldCount, CircuitTargetsCodec.Read); break;
                case 10: placement = (CadcPlacement)reader.ReadInt32((int)CadcPlacement.Sram, (int)CadcPlacement.Dram); break;
            }
        }

        if (reader.Failed) return null;
        CheckTargets(ref reader, ref fields, kind, size, targets, neuronTargets);
        if (circuits is not null) CheckCircuits(ref reader, ref fields, circuits, size);
        if (madcNeurons is not null) CheckMadcNeurons(ref reader, ref fields, kind, madcNeurons, size);
        return reader.Failed
            ? null
            : new PopulationSpec(name, kind, size, targets, recordSpikes, recordCadc, circuits, chip, madcNeurons, neuronTargets, placement);
    }

    private static void CheckTargets(
        ref MessagePackReader reader, ref FieldCursor fields, PopulationKind kind, int size, CircuitTargets? targets, CircuitTargets[]? neuronTargets)
    {
        if (kind == PopulationKind.Input && targets is not null)
            fields.Refuse(ref reader, "Targets", "nil for an input population, which has no circuits", "targets");
        else if (kind == PopulationKind.Input && neuronTargets is not null)
            fields.Refuse(ref reader, "NeuronTargets", "nil for an input population, which has no circuits", "targets");
        else if (targets is not null && neuronTargets is not null)
            fields.Refuse(ref reader, "NeuronTargets", "nil beside Targets, which already say it for all neurons", "targets");
        else if (kind != PopulationKind.Input && targets is null && neuronTargets is null)
            fields.Refuse(ref reader, "Targets", $"targets for a population of kind {kind}", "nil");
        else if (neuronTargets is not null && neuronTargets.Length != size)
            fields.Refuse(ref reader, "NeuronTargets", $"{size} targets, one for each neuron", $"{neuronTargets.Length}");
    }

    private static void CheckMadcNeurons(ref MessagePackReader reader, ref FieldCursor fields, PopulationKind kind, int[] neurons, int size)
    {
        if (kind == PopulationKind.Input)
            fields.Refuse(ref reader, "MadcNeurons", "nil for an input population, which has no membranes", "neurons");
        int outside = neurons.AsSpan().IndexOfAnyExceptInRange(0, size - 1);
        if (outside >= 0)
            fields.Refuse(ref reader, $"MadcNeurons[{outside}]", $"a neuron in 0..{size - 1}", $"{neurons[outside]}");
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
