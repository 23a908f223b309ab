using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>projection-spec/2</c>.</summary>
internal static class ProjectionSpecCodec
{
    /// <summary>A bound that lets no sum leave its range, far above what a chip is asked for.</summary>
    private const int MostSends = 65535;

    private static readonly string[] Fields = ["Name", "Source", "Target", "Sends"];

    public static int FieldCount => Fields.Length;

    public static void Write(MessagePackWriter writer, ProjectionSpec projection)
    {
        writer.WriteMapHeader(Fields.Length);
        writer.WriteInt64(0);
        writer.WriteString(projection.Name);
        writer.WriteInt64(1);
        writer.WriteInt64(projection.Source.Value);
        writer.WriteInt64(2);
        writer.WriteInt64(projection.Target.Value);
        writer.WriteInt64(3);
        writer.WriteInt64(projection.Sends);
    }

    public static ProjectionSpec? Read(ref MessagePackReader reader)
    {
        string name = string.Empty;
        int source = 0, target = 0, sends = 0;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: name = reader.ReadString(); break;
                case 1: source = reader.ReadInt32(0); break;
                case 2: target = reader.ReadInt32(0); break;
                case 3: sends = reader.ReadInt32(1, MostSends); break;
            }
        }

        return reader.Failed ? null : new ProjectionSpec(name, new PopulationId(source), new PopulationId(target), sends);
    }
}
