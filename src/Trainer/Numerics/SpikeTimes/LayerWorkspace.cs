namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>A layer's part of a <see cref="SpikeTimeWorkspace"/>: times, what the backward pass needs of them, errors.</summary>
internal sealed class LayerWorkspace
{
    private readonly SpikeTimeNetwork _network;
    private readonly int _layer;
    private readonly int _rows;
    private readonly int _outputs;
    private readonly int _stride;
    private readonly DelayKind _delays;
    private readonly EventTrain[] _trains;
    private readonly double[] _rawTimes;
    private readonly double[] _gains;
    private readonly int[] _anchors;
    private readonly double[] _rowTimes;
    private readonly double[] _rowErrors;
    private readonly double[] _factors;
    private readonly double[] _weightFactors;
    private readonly double[] _reaches;
    private readonly double[] _norms;
    private readonly double[] _weightGradients;
    private readonly double[] _pairErrors;

    public LayerWorkspace(SpikeTimeNetwork network, int layer, int samples)
    {
        (_network, _layer) = (network, layer);
        (_rows, _outputs, _stride, _delays) = (network.RowsOf(layer), network.Layers[layer].Outputs, network.StrideOf(layer), network.Layers[layer].Delays);
        var order = new EventOrder(_rows);
        _trains = [.. Enumerable.Range(0, _delays == DelayKind.Synaptic ? samples * _outputs : samples).Select(_ => new EventTrain(_rows, order))];
        (_rawTimes, _gains, _anchors) = (new double[samples * _stride], new double[samples * _stride], new int[samples * _stride]);
        (_rowTimes, _rowErrors) = (new double[_rows], new double[_rows]);
        (_factors, _weightFactors, _reaches, _norms) = (new double[_stride], new double[_stride], new double[_stride], new double[_stride]);
        _weightGradients = new double[_rows * _stride];
        _pairErrors = _delays == DelayKind.Synaptic ? new double[_rows * _stride] : [];
        (Times, Errors, Missing) = (new double[samples * _outputs], new double[samples * _outputs], new int[_outputs]);
    }

    /// <summary>[sample, neuron]: spike times, infinity for none.</summary>
    public double[] Times { get; }

    /// <summary>[sample, neuron]: dL/dT.</summary>
    public double[] Errors { get; }

    /// <summary>[neuron]: samples without a spike.</summary>
    public int[] Missing { get; }

    /// <summary>One sample's spikes from its inputs.</summary>
    public void Forward(SpikeTimeParameters parameters, int sample, ReadOnlySpan<double> sources)
    {
        Arrive(parameters, sample, sources);
        var spikes = SpikesOf(sample);
        var weights = parameters.Forward(_layer);
        if (_delays == DelayKind.Synaptic)
        {
            for (var neuron = 0; neuron < _outputs; neuron++)
            {
                (spikes.Times[neuron], spikes.Anchors[neuron], spikes.Gains[neuron]) =
                    NeuronReference.Forward(_network.Constants, _trains[(sample * _outputs) + neuron], weights, _stride, neuron);
            }
        }
        else
        {
            ForwardKernel.Run(_network.Constants, _trains[sample], weights, _outputs, spikes);
        }

        if (!parameters.IsExact(_layer))
        {
            Recall(parameters, sample);
        }

        var dendritic = _delays == DelayKind.Dendritic ? parameters.Delays(_layer) : null;
        var times = Times.AsSpan(sample * _outputs, _outputs);
        for (var neuron = 0; neuron < times.Length; neuron++)
        {
            times[neuron] = dendritic is null ? spikes.Times[neuron] : spikes.Times[neuron] + dendritic[neuron];
        }

        CountMissing(sample);
    }

    /// <summary>The same with the spikes given in <see cref="Times"/>: only what the backward pass needs is worked out, from the model's weights.</summary>
    public void Assume(SpikeTimeParameters parameters, int sample, ReadOnlySpan<double> sources)
    {
        Arrive(parameters, sample, sources);
        var spikes = SpikesOf(sample);
        var dendritic = _delays == DelayKind.Dendritic ? parameters.Delays(_layer) : null;
        var times = Times.AsSpan(sample * _outputs, _outputs);
        spikes.Times.Fill(double.PositiveInfinity);
        for (var neuron = 0; neuron < times.Length; neuron++)
        {
            spikes.Times[neuron] = dendritic is null ? times[neuron] : times[neuron] - dendritic[neuron];
        }

        Recall(parameters, sample);
        CountMissing(sample);
    }

    /// <summary>Sums the gradients of one sample.</summary>
    /// <param name="parameters">Weights and delays.</param>
    /// <param name="sample">Number of the sample.</param>
    /// <param name="gradients">Where chopped norms and delays' gradients go.</param>
    /// <param name="limit">Largest |dL/dw| of a neuron that is not chopped.</param>
    /// <param name="sourceErrors">[source], written; empty where nobody asks.</param>
    public void Backward(SpikeTimeParameters parameters, int sample, SpikeTimeGradients gradients, double limit, Span<double> sourceErrors)
    {
        if (_delays == DelayKind.Synaptic)
        {
            BackwardSynaptic(parameters, sample, gradients, limit);
        }
        else
        {
            BackwardShared(parameters, sample, gradients, limit, !sourceErrors.IsEmpty || _delays == DelayKind.Axonal);
        }

        if (!sourceErrors.IsEmpty)
        {
            _rowErrors.AsSpan(0, sourceErrors.Length).CopyTo(sourceErrors);
        }

        AddDelayGradients(gradients.Delays(_layer), sample);
    }

    /// <summary>Moves the sums over the chunk's samples to where they are wanted, adding.</summary>
    public void Flush(SpikeTimeGradients gradients)
    {
        Drain(_weightGradients, gradients.Weights(_layer));
        if (_delays == DelayKind.Synaptic)
        {
            Drain(_pairErrors, gradients.Delays(_layer));
        }
    }

    private void Drain(double[] sums, double[] into)
    {
        for (var row = 0; row < _rows; row++)
        {
            var target = into.AsSpan(row * _outputs, _outputs);
            var source = sums.AsSpan(row * _stride, _outputs);
            for (var neuron = 0; neuron < target.Length; neuron++)
            {
                target[neuron] += source[neuron];
            }
        }

        Array.Clear(sums);
    }

    private LayerSpikes SpikesOf(int sample) => new()
    {
        Times = _rawTimes.AsSpan(sample * _stride, _stride),
        Gains = _gains.AsSpan(sample * _stride, _stride),
        Anchors = _anchors.AsSpan(sample * _stride, _stride),
    };

    private void Arrive(SpikeTimeParameters parameters, int sample, ReadOnlySpan<double> sources)
    {
        sources.CopyTo(_rowTimes);
        var bias = _network.Layers[_layer].BiasTimes;
        for (var b = 0; b < bias.Count; b++)
        {
            _rowTimes[sources.Length + b] = bias[b];
        }

        var delays = parameters.Delays(_layer);
        if (_delays == DelayKind.Axonal)
        {
            for (var row = 0; row < _rows; row++)
            {
                _rowTimes[row] += delays[row];
            }
        }

        if (_delays != DelayKind.Synaptic)
        {
            _trains[sample].Fill(_network.Constants, _rowTimes);
            return;
        }

        for (var neuron = 0; neuron < _outputs; neuron++)
        {
            // The row errors are free until the backward pass: they hold what this neuron sees.
            for (var row = 0; row < _rows; row++)
            {
                _rowErrors[row] = _rowTimes[row] + delays[(row * _outputs) + neuron];
            }

            _trains[(sample * _outputs) + neuron].Fill(_network.Constants, _rowErrors);
        }
    }

    private void Recall(SpikeTimeParameters parameters, int sample)
    {
        var spikes = SpikesOf(sample);
        var weights = parameters.Backward(_layer);
        if (_delays != DelayKind.Synaptic)
        {
            RecallKernel.Run(_network.Constants, _trains[sample], weights, _outputs, spikes);
            return;
        }

        for (var neuron = 0; neuron < _outputs; neuron++)
        {
            (spikes.Anchors[neuron], spikes.Gains[neuron]) =
                NeuronReference.Recall(_network.Constants, _trains[(sample * _outputs) + neuron], weights, _stride, neuron, spikes.Times[neuron]);
        }
    }

    private void CountMissing(int sample)
    {
        var times = Times.AsSpan(sample * _outputs, _outputs);
        for (var neuron = 0; neuron < times.Length; neuron++)
        {
            Missing[neuron] += times[neuron] < double.PositiveInfinity ? 0 : 1;
        }
    }

    private void BackwardShared(SpikeTimeParameters parameters, int sample, SpikeTimeGradients gradients, double limit, bool wantsRows)
    {
        var (constants, train) = (_network.Constants, _trains[sample]);
        var spikes = SpikesOf(sample);
        _rowErrors.AsSpan().Clear();
        var count = BackwardKernel.Prepare(constants, train, spikes, Errors.AsSpan(sample * _outputs, _outputs), _factors, _reaches);
        var chops = limit < double.PositiveInfinity;
        if (chops)
        {
            BackwardKernel.Norms(constants, train, count, spikes, _factors, _reaches, _norms);
        }

        for (var neuron = 0; neuron < _outputs; neuron++)
        {
            var chopped = chops && _norms[neuron] > limit;
            _weightFactors[neuron] = chopped ? 0 : -constants.TauMembrane * _factors[neuron];
            if (chopped)
            {
                gradients.ChoppedList.Add(new ChoppedGradient(_layer, sample, neuron, _norms[neuron]));
            }
        }

        BackwardKernel.Run(
            constants, train, count, spikes, _factors, _weightFactors, _reaches, parameters.Backward(_layer), _weightGradients, wantsRows ? _rowErrors : []);
    }

    private void BackwardSynaptic(SpikeTimeParameters parameters, int sample, SpikeTimeGradients gradients, double limit)
    {
        var constants = _network.Constants;
        var spikes = SpikesOf(sample);
        _rowErrors.AsSpan().Clear();
        for (var neuron = 0; neuron < _outputs; neuron++)
        {
            var train = _trains[(sample * _outputs) + neuron];
            var (anchor, time) = (spikes.Anchors[neuron], spikes.Times[neuron]);
            var factor = BackwardReference.Factor(train, anchor, spikes.Gains[neuron], Errors[(sample * _outputs) + neuron]);
            if (factor == 0)
            {
                continue;
            }

            var norm = limit < double.PositiveInfinity ? BackwardReference.Norm(constants, train, anchor, time, factor) : 0;
            if (norm > limit)
            {
                gradients.ChoppedList.Add(new ChoppedGradient(_layer, sample, neuron, norm));
            }

            BackwardReference.Run(
                constants, train, anchor, time, factor, norm > limit, (neuron, _stride), parameters.Backward(_layer), _weightGradients, _rowErrors, _pairErrors);
        }
    }

    private void AddDelayGradients(double[] gradients, int sample)
    {
        if (_delays == DelayKind.Axonal)
        {
            for (var row = 0; row < _rows; row++)
            {
                gradients[row] += _rowErrors[row];
            }
        }
        else if (_delays == DelayKind.Dendritic)
        {
            // Shifting all inputs of a neuron shifts its spike by as much.
            for (var neuron = 0; neuron < _outputs; neuron++)
            {
                var error = Errors[(sample * _outputs) + neuron];
                gradients[neuron] += _gains[(sample * _stride) + neuron] == 0 || double.IsNaN(error) ? 0 : error;
            }
        }
    }
}
