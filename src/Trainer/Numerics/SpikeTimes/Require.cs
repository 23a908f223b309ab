namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>Checks of what comes from outside.</summary>
internal static class Require
{
    public static void Length(string field, int length, int permitted, string what)
    {
        if (length != permitted)
        {
            throw new ArgumentException($"{field} holds {length} values; {what} needs {permitted}.", field);
        }
    }

    public static void Finite(string field, ReadOnlySpan<double> values)
    {
        for (var k = 0; k < values.Length; k++)
        {
            if (!double.IsFinite(values[k]))
            {
                throw new ArgumentException($"{field}[{k}] is {values[k]}; it must be finite.", field);
            }
        }
    }

    public static void SpikeTimes(string field, ReadOnlySpan<double> times)
    {
        for (var k = 0; k < times.Length; k++)
        {
            if (!(times[k] > double.NegativeInfinity))
            {
                throw new ArgumentException($"{field}[{k}] is {times[k]}; a spike time must be finite, or infinity for no spike.", field);
            }
        }
    }
}
