namespace Bss2.Trainer.Perceptron;

/// <summary>What multiplies activations with weights and gives 8 bit results: the mock formula, an emulated chip, or results that a chip gave before.</summary>
public abstract class MatrixUnit
{
    /// <summary>Multiplies. Operands are rounded by the unit: the mock rounds halves to even, the chip's driver away from zero.</summary>
    /// <param name="operands">What to multiply.</param>
    /// <param name="results">[vector, output], whole numbers in −128..127.</param>
    /// <exception cref="OverflowException">A rounded activation is outside 0..31, or a rounded weight outside ±63.</exception>
    public abstract void Multiply(in ProductOperands operands, Span<float> results);
}
