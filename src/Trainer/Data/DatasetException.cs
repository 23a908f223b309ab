namespace Bss2.Trainer.Data;

/// <summary>A dataset's files are missing or are not what they should be: nothing of them is used.</summary>
public sealed class DatasetException(IReadOnlyList<string> faults, Exception? cause = null) : Exception(string.Join(Environment.NewLine, faults), cause)
{
    public DatasetException(string fault, Exception? cause = null)
        : this([fault], cause)
    {
    }

    /// <summary>Each with file, offset, what was expected and what was found, and how to mend it.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
