namespace Bss2.Trainer.Perceptron;

/// <summary>
/// hxtorch's InferenceTracer: records the operations that run on hardware between start and stop, and writes them to a file, from which
/// <see cref="PerceptronSession.InferenceTrace"/> runs them again on other inputs. Every operation must take what the one before gave, unchanged. Tracers may be nested.
/// </summary>
/// <param name="session">Whose operations are traced.</param>
/// <param name="path">The file, written when the tracer stops.</param>
public sealed class InferenceTracer(PerceptronSession session, string path)
{
    private readonly List<TracedOperation> _operations = [];
    private float[]? _last;
    private bool _isRunning;

    /// <summary>Starts recording.</summary>
    /// <exception cref="InvalidOperationException">It records already.</exception>
    public void Start()
    {
        if (_isRunning)
        {
            throw new InvalidOperationException("The inference tracer records already; stop it before it is started again.");
        }

        _operations.Clear();
        (_last, _isRunning) = (null, true);
        session.Tracers.Add(this);
    }

    /// <summary>Stops, writes the file and returns the operations' names in order.</summary>
    /// <exception cref="InvalidOperationException">It does not record.</exception>
    public IReadOnlyList<string> Stop()
    {
        if (!_isRunning)
        {
            throw new InvalidOperationException("The inference tracer does not record; start it first.");
        }

        _isRunning = false;
        session.Tracers.Remove(this);
        TraceFile.Write(path, _operations);
        return [.. _operations.Select(o => o.Name)];
    }

    internal void Check(ShapedTensor input, string operation)
    {
        if (_last is { } last && !input.Values.SequenceEqual(last))
        {
            throw new InvalidOperationException(
                $"The input of {operation} is not what {_operations[^1].Name} gave, so the trace of {_operations.Count} operations cannot go on; leave out whatever changes values in between, or stop the tracer before.");
        }
    }

    internal void Add(TracedOperation operation, ShapedTensor output)
    {
        _operations.Add(operation);
        _last = output.Values.ToArray();
    }
}
