using Bss2.Messages.Experiment;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>circuit-targets/2</c>. The permitted ranges are those that <see cref="CircuitTargets"/> documents.</summary>
internal static class CircuitTargetsCodec
{
    private static readonly string[] Fields =
    [
        "LeakLsb", "ResetLsb", "ThresholdLsb", "MembraneTimeConstantMicroseconds", "ExcitatoryTimeConstantMicroseconds",
        "InhibitoryTimeConstantMicroseconds", "RefractoryMicroseconds", "HoldoffMicroseconds", "SynapticInputGm", "SynapseDacBias",
        "MembraneCapacitance", "ConstantCurrent",
    ];

    public static int FieldCount => Fields.Length;

    public static void Write(MessagePackWriter writer, CircuitTargets targets)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteDouble(targets.LeakLsb);
        writer.WriteInt64(1);
        writer.WriteDouble(targets.ResetLsb);
        writer.WriteInt64(2);
        writer.WriteDouble(targets.ThresholdLsb);
        writer.WriteInt64(3);
        writer.WriteDouble(targets.MembraneTimeConstantMicroseconds);
        writer.WriteInt64(4);
        writer.WriteDouble(targets.ExcitatoryTimeConstantMicroseconds);
        writer.WriteInt64(5);
        writer.WriteDouble(targets.InhibitoryTimeConstantMicroseconds);
        writer.WriteInt64(6);
        writer.WriteDouble(targets.RefractoryMicroseconds);
        writer.WriteInt64(7);
        writer.WriteDouble(targets.HoldoffMicroseconds);
        writer.WriteInt64(8);
        writer.WriteInt64(targets.SynapticInputGm);
        writer.WriteInt64(9);
        writer.WriteInt64(targets.SynapseDacBias);
        writer.WriteInt64(10);
        writer.WriteInt64(targets.MembraneCapacitance);
        writer.WriteInt64(11);
        writer.WriteInt64(targets.ConstantCurrent);
    }

    public static CircuitTargets? Read(ref MessagePackReader reader)
    {
        var targets = new CircuitTargets();
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            targets = fields.Number switch
            {
                0 => targets with { LeakLsb = reader.ReadDouble(50, 160) },
                1 => targets with { ResetLsb = reader.ReadDouble(50, 160) },
                2 => targets with { ThresholdLsb = reader.ReadDouble(50, 220) },
                3 => targets with { MembraneTimeConstantMicroseconds = reader.ReadDouble(0.5, 60) },
                4 => targets with { ExcitatoryTimeConstantMicroseconds = reader.ReadDouble(0.3, 30) },
                5 => targets with { InhibitoryTimeConstantMicroseconds = reader.ReadDouble(0.3, 30) },
                6 => targets with { RefractoryMicroseconds = reader.ReadDouble(0.04, 32) },
                7 => targets with { HoldoffMicroseconds = reader.ReadDouble(0, 4) },
                8 => targets with { SynapticInputGm = reader.ReadInt32(30, 800) },
                9 => targets with { SynapseDacBias = reader.ReadInt32(30, 1022) },
                10 => targets with { MembraneCapacitance = reader.ReadInt32(0, 63) },
                _ => targets with { ConstantCurrent = reader.ReadInt32(-1022, 1022) },
            };
        }

        if (targets.HoldoffMicroseconds > targets.RefractoryMicroseconds)
            fields.Refuse(ref reader, "HoldoffMicroseconds", $"at most the refractory time of {targets.RefractoryMicroseconds} us", $"{targets.HoldoffMicroseconds}");
        return reader.Failed ? null : targets;
    }
}
