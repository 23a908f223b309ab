namespace Bss2.Trainer.Numerics;

/// <summary>Gradients of one chunk (or, after the sum in chunk order, of a batch), one array for each parameter.</summary>
public sealed class GradientBuffer(IReadOnlyList<Parameter> parameters)
{
    public IReadOnlyList<Parameter> Parameters { get; } = parameters;

    /// <summary>[parameter][element].</summary>
    public float[][] Values { get; } = [.. parameters.Select(p => new float[p.Values.Length])];

    /// <summary>[element] of one parameter, or null where the buffer does not hold it.</summary>
    public float[]? Find(Parameter parameter)
    {
        for (var p = 0; p < Values.Length; p++)
        {
            if (ReferenceEquals(Parameters[p], parameter))
            {
                return Values[p];
            }
        }

        return null;
    }

    public void Clear()
    {
        foreach (var values in Values)
        {
            Array.Clear(values);
        }
    }

    /// <summary>Adds another buffer element by element. Called in chunk order, so that the sum has one shape for any number of threads.</summary>
    public void Add(GradientBuffer other)
    {
        for (var p = 0; p < Values.Length; p++)
        {
            var (target, source) = (Values[p], other.Values[p]);
            for (var k = 0; k < target.Length; k++)
            {
                target[k] += source[k];
            }
        }
    }
}
