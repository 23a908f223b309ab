using Bss2.Messages.Identity;
using Bss2.Trainer.Data;

namespace Bss2.Trainer.Training;

/// <summary>Batches of samples in the order of their dataset.</summary>
internal static class Batches
{
    /// <summary>The next samples from <paramref name="first"/> on, at most <paramref name="size"/>.</summary>
    public static BatchJob Stretch(Dataset data, int first, int size, int origin, RunKey key) =>
        new(data, [.. Enumerable.Range(first, Math.Min(size, data.Count - first))], origin, key, JobPurpose.Evaluate);
}
