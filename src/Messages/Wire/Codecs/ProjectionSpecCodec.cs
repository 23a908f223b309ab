using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>projection-spec/1</c>.</summary>
internal static class ProjectionSpecCodec
{
    private static readonly string[] Fields = ["Name", "Source", "Target"];

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
    }

    public static ProjectionSpec? Read(ref MessagePackReader reader)
    {
        string name = string.Empty;
        int source = 0, target = 0;
        var fields = new FieldCursor(ref reader, Fields);
        while (fields.Next(ref reader))
        {
            switch (fields.Number)
            {
                case 0: name = reader.ReadString(); break;
                case 1: source = reader.ReadInt32(0); break;
                case 2: target = reader.ReadInt32(0); break;
            }
        }

        return reader.Failed ? null : new ProjectionSpec(name, new PopulationId(source), new PopulationId(target));
    }
}
