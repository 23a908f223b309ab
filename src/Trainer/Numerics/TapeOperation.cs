namespace Bss2.Trainer.Numerics;

/// <summary>One recorded operation with what its adjoint needs. Objects are used again when the same sequence of operations is recorded again.</summary>
public abstract class TapeOperation
{
    /// <summary>Reads the gradients of the outputs, writes those of the inputs; adds those of parameters to the buffer.</summary>
    internal abstract void Backward(GradientBuffer gradients);
}
