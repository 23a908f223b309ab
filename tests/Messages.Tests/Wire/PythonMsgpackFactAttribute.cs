namespace Bss2.Messages.Tests.Wire;

/// <summary>A fact that needs Python's msgpack module; where it is missing the test is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonMsgpackFactAttribute : FactAttribute
{
    public PythonMsgpackFactAttribute()
    {
        if (PythonMsgpack.Interpreter is null)
            Skip = "No python3 with the msgpack module: \"python3 -c 'import msgpack'\" fails. On Debian, install python3-msgpack.";
    }
}
