namespace Bss2.Trainer.Data;

/// <summary>
/// Labelled samples held in memory. Features are doubles, or bytes with a table of what each byte stands for: an image set of 60,000 x 784 features
/// then takes 47 MB in place of 376 MB. <see cref="Read(int, Span{double})"/> and the indexer serve both forms.
/// </summary>
public sealed record Dataset
{
    private readonly double[]? _features;

    /// <param name="features">[sample, feature], row-major; infinity is a spike that never comes.</param>
    /// <param name="featureCount">Features of a sample, at least 1.</param>
    /// <param name="labels">[sample], 0..classNames.Length − 1.</param>
    /// <param name="classNames">Names of the classes.</param>
    /// <exception cref="ArgumentException">Lengths that do not agree, or a label without a class.</exception>
    public Dataset(double[] features, int featureCount, int[] labels, string[] classNames)
        : this(featureCount, labels, classNames)
    {
        ArgumentNullException.ThrowIfNull(features);
        CheckLength(features.Length, nameof(features));
        _features = features;
    }

    /// <param name="bytes">[sample, feature], row-major, with what each byte stands for.</param>
    /// <param name="featureCount">Features of a sample, at least 1.</param>
    /// <param name="labels">[sample], 0..classNames.Length − 1.</param>
    /// <param name="classNames">Names of the classes.</param>
    /// <exception cref="ArgumentException">Lengths that do not agree, or a label without a class.</exception>
    public Dataset(ByteFeatures bytes, int featureCount, int[] labels, string[] classNames)
        : this(featureCount, labels, classNames)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        CheckLength(bytes.Values.Length, nameof(bytes));
        Bytes = bytes;
    }

    private Dataset(int featureCount, int[] labels, string[] classNames)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        for (var sample = 0; sample < labels.Length; sample++)
        {
            if ((uint)labels[sample] >= (uint)classNames.Length)
            {
                throw new ArgumentException($"Label {labels[sample]} of sample {sample} has no class; permitted: 0..{classNames.Length - 1} ({string.Join(", ", classNames)}).", nameof(labels));
            }
        }

        (FeatureCount, Labels, ClassNames) = (featureCount, labels, classNames);
    }

    /// <summary>[sample, feature], row-major, of a set that holds doubles.</summary>
    /// <exception cref="InvalidOperationException">The set holds bytes.</exception>
    public double[] Features => _features ?? throw new InvalidOperationException($"The features of these {Count} samples are held as bytes; take them with Read or from Bytes.");

    /// <summary>The features of a set that holds bytes, else null.</summary>
    public ByteFeatures? Bytes { get; }

    /// <summary>Features of a sample.</summary>
    public int FeatureCount { get; }

    /// <summary>[sample], 0..ClassNames.Length − 1.</summary>
    public int[] Labels { get; }

    /// <summary>Names of the classes.</summary>
    public string[] ClassNames { get; }

    public int Count => Labels.Length;

    /// <summary>[feature] of one sample. Of a set that holds bytes this is a new array: in loops use <see cref="Read(int, Span{double})"/>.</summary>
    public ReadOnlySpan<double> this[int sample]
    {
        get
        {
            if (_features is not null)
            {
                return _features.AsSpan(sample * FeatureCount, FeatureCount);
            }

            var row = new double[FeatureCount];
            Read(sample, row);
            return row;
        }
    }

    /// <summary>Writes [feature] of one sample.</summary>
    public void Read(int sample, Span<double> into)
    {
        CheckRow(into.Length);
        if (_features is not null)
        {
            _features.AsSpan(sample * FeatureCount, FeatureCount).CopyTo(into);
        }
        else
        {
            Bytes!.Read(sample * FeatureCount, into);
        }
    }

    /// <summary>Writes [feature] of one sample, each rounded to the nearest float32.</summary>
    public void Read(int sample, Span<float> into)
    {
        CheckRow(into.Length);
        if (_features is null)
        {
            Bytes!.Read(sample * FeatureCount, into);
            return;
        }

        var row = _features.AsSpan(sample * FeatureCount, FeatureCount);
        for (var k = 0; k < row.Length; k++)
        {
            into[k] = (float)row[k];
        }
    }

    private void CheckRow(int length)
    {
        if (length != FeatureCount)
        {
            throw new ArgumentException($"A sample has {FeatureCount} features; the place for them has {length}.");
        }
    }

    private void CheckLength(int length, string name)
    {
        if (length != (long)Count * FeatureCount)
        {
            throw new ArgumentException($"There are {length} values for {Count} labels of {FeatureCount} features each; permitted: {(long)Count * FeatureCount}.", name);
        }
    }
}
