using System.Numerics;
using Bss2.Trainer.Numerics;

namespace Bss2.Trainer.Learning;

/// <summary>State of an optimiser as a checkpoint keeps it.</summary>
/// <param name="StepCount">Updates made so far.</param>
/// <param name="Arrays">Named arrays, e.g. <c>adam.mean/hidden.weight</c>, in a fixed order: each a <c>float[]</c> or <c>double[]</c> as its parameter is.</param>
public sealed record OptimiserState(long StepCount, IReadOnlyList<KeyValuePair<string, Array>> Arrays);

/// <summary>Changes parameters along gradients, each in its own precision. Element-wise and in order: the same bytes on every machine.</summary>
public abstract class Optimiser
{
    private readonly List<(string Name, Array[] Slots)> _slots = [];

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
        if (gradients.Parameters.Count != Parameters.Count)
        {
            throw new ArgumentException($"The buffer holds {gradients.Parameters.Count} parameters, the optimiser {Parameters.Count}.", nameof(gradients));
        }

        StepCount++;
        for (var p = 0; p < Parameters.Count; p++)
        {
            if (Parameters[p] is Parameter<double> wide)
            {
                Update(p, wide.Values, gradients.Values<double>(p));
            }
            else
            {
                Update(p, ((Parameter<float>)Parameters[p]).Values, gradients.Values<float>(p));
            }
        }
    }

    /// <summary>A copy of the state.</summary>
    public OptimiserState Capture()
    {
        var arrays = new List<KeyValuePair<string, Array>>();
        foreach (var (name, slots) in _slots)
        {
            for (var p = 0; p < slots.Length; p++)
            {
                arrays.Add(new($"{name}/{Parameters[p].Name}", (Array)slots[p].Clone()));
            }
        }

        return new OptimiserState(StepCount, arrays);
    }

    /// <summary>Puts a captured state back; throws, changing nothing, where it belongs to another optimiser or model.</summary>
    public void Restore(OptimiserState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var own = Capture().Arrays;
        var fits = own.Count == state.Arrays.Count && own.Zip(state.Arrays).All(pair => pair.First.Key == pair.Second.Key && Describe(pair.First) == Describe(pair.Second));
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

    /// <summary>Rate of the next step for one parameter.</summary>
    private protected double RateOf(int parameter) => LearningRate * Parameters[parameter].RateFactor;

    /// <summary>State arrays of the sizes and precisions of the parameters, zeros at first.</summary>
    private protected Array[] AddSlots(string name)
    {
        Array[] slots = [.. Parameters.Select(p => p.Zeros())];
        _slots.Add((name, slots));
        return slots;
    }

    /// <summary>One update of a parameter; large ones go to several threads, see <see cref="Stretches"/>.</summary>
    private protected abstract void Update<T>(int parameter, T[] values, T[] gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static string Describe(IReadOnlyList<KeyValuePair<string, Array>> arrays) =>
        arrays.Count == 0 ? "no arrays" : string.Join(", ", arrays.Select(Describe));

    private static string Describe(KeyValuePair<string, Array> array) =>
        $"{array.Key}[{array.Value.Length}]{array.Value switch { float[] => "", _ => " in float64" }}";
}
