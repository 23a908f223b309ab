using Bss2.Messages.Identity;
using Bss2.Trainer.Data;

namespace Bss2.Trainer.Perceptron;

/// <summary>One thread's memory for passes of a <see cref="PerceptronModel"/>.</summary>
internal sealed class PerceptronPass
{
    private readonly PerceptronModel _model;
    private float[] _features = [];
    private ShapedTensor _input = null!;

    public PerceptronPass(PerceptronModel model)
    {
        _model = model;
        Unit = model.CreateUnit();
        Session = model.CreateSession(Unit);
    }

    /// <summary>Stands for the chip.</summary>
    public RecordedMatrixUnit Unit { get; }

    public PerceptronSession Session { get; }

    /// <summary>Reads the samples.</summary>
    public void Begin(Dataset data, ReadOnlySpan<int> samples, RunKey key, int firstSample, bool inMock)
    {
        Session.MockEverything = inMock;
        Session.Restart(key, firstSample);
        _input = _model.Input(Session, data, samples, ref _features);
    }

    /// <summary>Runs the layers, no further than to a product without results.</summary>
    public ShapedTensor Forward()
    {
        var x = _input;
        foreach (var layer in _model.Layers.Layers)
        {
            if (!Session.MockEverything && Unit.Taken is not null)
            {
                break;
            }

            x = layer.Forward(Session, x);
        }

        return x;
    }
}
