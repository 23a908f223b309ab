namespace Bss2.Trainer.Perceptron;

/// <content>Traced inference.</content>
public sealed partial class PerceptronSession
{
    /// <summary>Runs a traced sequence of operations on another input, on the hardware.</summary>
    /// <param name="input">Input of the first operation.</param>
    /// <param name="path">A file of an <see cref="InferenceTracer"/>.</param>
    /// <returns>What the last operation gives; the input where the trace is empty.</returns>
    /// <exception cref="InvalidDataException">The file is no trace.</exception>
    /// <exception cref="InvalidOperationException">There is no hardware.</exception>
    public ShapedTensor InferenceTrace(ShapedTensor input, string path)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(path);
        RequireHardware();
        return TraceFile.Read(path).Aggregate(input, (x, operation) => operation.Replay(this, x));
    }

    private bool IsTraced(bool mock) => _tracers.Count > 0 && IsOnHardware(mock);

    private void CheckTrace(ShapedTensor input, string operation, bool mock)
    {
        if (IsTraced(mock))
        {
            _tracers.ForEach(tracer => tracer.Check(input, operation));
        }
    }

    private void Trace(Func<TracedOperation> operation, ShapedTensor output, bool mock)
    {
        if (IsTraced(mock))
        {
            var traced = operation();
            _tracers.ForEach(tracer => tracer.Add(traced, output));
        }
    }
}
