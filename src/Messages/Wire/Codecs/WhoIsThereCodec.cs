using Bss2.Messages.Cluster;

namespace Bss2.Messages.Wire.Codecs;

/// <summary>Body of <c>who-is-there/1</c>, which has no fields yet.</summary>
internal static class WhoIsThereCodec
{
    public static void Write(MessagePackWriter writer, WhoIsThere query) => writer.WriteMapHeader(0);

    public static WhoIsThere? Read(ref MessagePackReader reader)
    {
        var fields = new FieldCursor(ref reader, []);
        _ = fields.Next(ref reader); // Passes over the fields of newer versions.
        return reader.Failed ? null : new WhoIsThere();
    }
}
