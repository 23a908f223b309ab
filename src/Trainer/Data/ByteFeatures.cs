namespace Bss2.Trainer.Data;

/// <summary>Features held as bytes, and what each of the 256 bytes stands for.</summary>
public sealed class ByteFeatures
{
    private const int LevelCount = 256;

    private readonly double[] _levels;
    private readonly float[] _singleLevels;

    /// <param name="values">[sample, feature], row-major. Not copied, never written.</param>
    /// <param name="levels">[byte], 256 values; infinity is a spike that never comes.</param>
    public ByteFeatures(ReadOnlyMemory<byte> values, double[] levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Length != LevelCount)
        {
            throw new ArgumentException($"There are {levels.Length} levels; permitted: {LevelCount}, one for each byte.", nameof(levels));
        }

        (Values, _levels, _singleLevels) = (values, levels, Array.ConvertAll(levels, level => (float)level));
    }

    /// <summary>[sample, feature], row-major.</summary>
    public ReadOnlyMemory<byte> Values { get; }

    /// <summary>[byte], what it stands for.</summary>
    public ReadOnlySpan<double> Levels => _levels;

    /// <summary>Writes what the bytes from <paramref name="first"/> on stand for.</summary>
    public void Read(int first, Span<double> into)
    {
        var values = Values.Span.Slice(first, into.Length);
        for (var k = 0; k < values.Length; k++)
        {
            into[k] = _levels[values[k]];
        }
    }

    /// <summary>The same, each rounded to the nearest float32.</summary>
    public void Read(int first, Span<float> into)
    {
        var values = Values.Span.Slice(first, into.Length);
        for (var k = 0; k < values.Length; k++)
        {
            into[k] = _singleLevels[values[k]];
        }
    }
}
