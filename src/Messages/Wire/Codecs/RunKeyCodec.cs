using Bss2.Messages.Identity;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of the key of a run's noise, part of several messages.</summary>
internal static class RunKeyCodec
{
    private static readonly string[] Fields = ["Seed", "Phase", "Update"];

    public static void Write(MessagePackWriter writer, RunKey key)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteUInt64(key.Seed);
        writer.WriteInt64(1);
        writer.WriteInt64((int)key.Phase);
        writer.WriteInt64(2);
        writer.WriteInt64(key.Update);
    }

    public static RunKey Read(ref MessagePackReader reader)
    {
        ulong seed = 0;
        RunPhase phase = default;
        int update = 0;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: seed = reader.ReadUInt64(); break;
                case 1: phase = (RunPhase)reader.ReadInt32((int)RunPhase.Train, (int)RunPhase.Validate); break;
                case 2: update = reader.ReadInt32(0); break;
            }
        }

        return new RunKey(seed, phase, update);
    }
}
