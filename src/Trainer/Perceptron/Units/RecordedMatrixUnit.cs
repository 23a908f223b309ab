using Bss2.Messages.Experiment;

namespace Bss2.Trainer.Perceptron;

/// <summary>
/// Stands for the chip in a training: gives the results of products that replicas ran before, and where those end takes the activations of the next product, which is all that
/// the pass is for then. For one thread.
/// </summary>
/// <param name="products">Products on the chip in the order of the network.</param>
internal sealed class RecordedMatrixUnit(IReadOnlyList<TiledProduct> products) : MatrixUnit
{
    private IReadOnlyList<PopulationVectors> _results = [];
    private int _firstSample;
    private int _stages;
    private int _next;

    /// <summary>The activations of the first product without results, once the pass came to it.</summary>
    public PopulationVectors[]? Taken { get; private set; }

    /// <summary>Begins a pass.</summary>
    /// <param name="results">Results of populations.</param>
    /// <param name="firstSample">Where in them the first sample of the pass lies.</param>
    /// <param name="stages">Products that have results.</param>
    public void Begin(IReadOnlyList<PopulationVectors> results, int firstSample, int stages)
    {
        (_results, _firstSample, _stages, _next, Taken) = (results, firstSample, stages, 0, null);
    }

    public override void Multiply(in ProductOperands operands, Span<float> results)
    {
        var stage = _next++;
        if (stage < _stages)
        {
            products[stage].Sum(_results, _firstSample * operands.VectorsPerSample, results);
        }
        else
        {
            Taken ??= products[stage].Vectors(operands.Activations, operands.VectorsPerSample);
            results.Clear();
        }
    }
}
