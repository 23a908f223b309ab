using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>State of an optimiser as a checkpoint keeps it.</summary>
/// <param name="StepCount">Updates made so far.</param>
/// <param name="Arrays">Named float32 arrays, e.g. <c>adam.mean/hidden.weight</c>, in a fixed order.</param>
public sealed record OptimiserState(long StepCount, IReadOnlyList<KeyValuePair<string, float[]>> Arrays);

/// <summary>Changes parameters along gradients. Element-wise and in order: the same bytes on every machine.</summary>
public abstract class Optimiser
{
    private readonly List<(string Name, float[][] Slots)> _slots = [];

    private protected Optimiser(IReadOnlyList<Parameter> parameters, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(learningRate);
        (Parameters, LearningRate) = (parameters, learningRate);
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Learning rate of the next step; a schedule sets it.</summary>
    public double LearningRate { get; set; }

    /// <summary>Updates made so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>One update. The buffer holds the same parameters in the same order.</summary>
    public void Step(GradientBuffer gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (gradients.Values.Length != Parameters.Count)
        {
            throw new ArgumentException($"The buffer holds {gradients.Values.Length} parameters, the optimiser {Parameters.Count}.", nameof(gradients));
        }

        StepCount++;
        for (var p = 0; p < Parameters.Count; p++)
        {
            Update(p, Parameters[p].Values, gradients.Values[p]);
        }
    }

    /// <summary>A copy of the state.</summary>
    public OptimiserState Capture()
    {
        var arrays = new List<KeyValuePair<string, float[]>>();
        foreach (var (name, slots) in _slots)
        {
            for (var p = 0; p < slots.Length; p++)
            {
                arrays.Add(new($"{name}/{Parameters[p].Name}", (float[])slots[p].Clone()));
            }
        }

        return new OptimiserState(StepCount, arrays);
    }

    /// <summary>Puts a captured state back; throws, changing nothing, where it belongs to another optimiser or model.</summary>
    public void Restore(OptimiserState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var own = Capture().Arrays;
        var fits = own.Count == state.Arrays.Count && own.Zip(state.Arrays).All(pair => pair.First.Key == pair.Second.Key && pair.First.Value.Length == pair.Second.Value.Length);
        if (!fits || state.StepCount < 0)
        {
            throw new ArgumentException(
                $"The saved optimiser state ({Describe(state.Arrays)}; {state.StepCount} steps) does not fit this model, which needs {Describe(own)}; use the checkpoint of the same experiment and options.",
                nameof(state));
        }

        StepCount = state.StepCount;
        var at = 0;
        foreach (var (_, slots) in _slots)
        {
            foreach (var slot in slots)
            {
                state.Arrays[at++].Value.CopyTo(slot, 0);
            }
        }
    }

    /// <summary>State arrays of the sizes of the parameters, zeros at first.</summary>
    private protected float[][] AddSlots(string name)
    {
        float[][] slots = [.. Parameters.Select(p => new float[p.Values.Length])];
        _slots.Add((name, slots));
        return slots;
    }

    private protected abstract void Update(int parameter, float[] values, float[] gradient);

    private static string Describe(IReadOnlyList<KeyValuePair<string, float[]>> arrays) =>
        arrays.Count == 0 ? "no arrays" : string.Join(", ", arrays.Select(a => $"{a.Key}[{a.Value.Length}]"));
}
