namespace Bss2.Trainer.Numerics;

/// <summary>One recorded operation with what its adjoint needs. Objects are used again when the same sequence of operations is recorded again.</summary>
public abstract class TapeOperation
{
    /// <summary>Reads the gradients of the outputs, writes those of the inputs; adds those of parameters to the buffer.</summary>
    internal abstract void Backward(GradientBuffer gradients);

    /// <summary>Works out the values of all outputs that were deferred (<see cref="Tensor.DeferValues"/>).</summary>
    internal virtual void FillValues() => throw new InvalidOperationException($"{GetType().Name} defers no values.");

    /// <summary>Works out the gradient of the input for which that was deferred (<see cref="Tensor.DeferGradient"/>).</summary>
    internal virtual void FillGradient() => throw new InvalidOperationException($"{GetType().Name} defers no gradient.");
}
