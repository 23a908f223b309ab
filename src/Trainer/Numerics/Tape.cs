namespace Bss2.Trainer.Numerics;

/// <summary>
/// Reverse-mode differentiation for one thread. Operations and tensors are recorded in order; <see cref="Backward"/> runs the adjoints in reverse.
/// After <see cref="Restart"/> the same sequence of operations finds its objects and memory again: a pass that has run once allocates nothing.
/// </summary>
public sealed class Tape
{
    private readonly List<TapeOperation> _operations = [];
    private readonly List<Tensor> _tensors = [];
    private int _operationCount;
    private int _tensorCount;

    /// <summary>Whether whoever records promised that parameters are those of the recording before.</summary>
    internal bool WeightsUnchanged { get; private set; }

    /// <summary>Forgets what was recorded. Tensors of the pass before become invalid.</summary>
    /// <param name="weightsUnchanged">A promise that no parameter was written since the recording before: then nobody looks whether it was.</param>
    public void Restart(bool weightsUnchanged = false) => (_operationCount, _tensorCount, WeightsUnchanged) = (0, 0, weightsUnchanged);

    /// <summary>A tensor [timeSteps, samples, neurons] with undefined contents; whoever fills it also zeroes the padding.</summary>
    public Tensor Allocate(int timeSteps, int samples, int neurons)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(timeSteps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        if (_tensorCount == _tensors.Count)
        {
            _tensors.Add(new Tensor());
        }

        var tensor = _tensors[_tensorCount++];
        tensor.Reshape(timeSteps, samples, neurons);
        return tensor;
    }

    /// <summary>A tensor [timeSteps, samples, neurons] of zeros, to be filled with inputs.</summary>
    public Tensor AllocateZeros(int timeSteps, int samples, int neurons)
    {
        var tensor = Allocate(timeSteps, samples, neurons);
        tensor.Values.Clear();
        return tensor;
    }

    /// <summary>
    /// Runs all adjoints from last to first. Losses must have seeded the gradients of the tensors they read. Gradients of parameters are added to
    /// <paramref name="gradients"/>; a parameter that is not in it gets none. May be called once for each recording.
    /// </summary>
    public void Backward(GradientBuffer gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        for (var k = _operationCount - 1; k >= 0; k--)
        {
            _operations[k].Backward(gradients);
        }
    }

    internal TOperation Record<TOperation>()
        where TOperation : TapeOperation, new()
    {
        if (_operationCount == _operations.Count)
        {
            _operations.Add(new TOperation());
        }

        if (_operations[_operationCount] is not TOperation operation)
        {
            operation = new TOperation();
            _operations[_operationCount] = operation;
        }

        _operationCount++;
        return operation;
    }
}
