namespace Bss2.Trainer.Numerics.SpikeTimes;

/// <summary>The forward pass of one neuron and one sample, event by event: the definition of what <see cref="ForwardKernel"/> does on four neurons at once.</summary>
internal static class NeuronReference
{
    /// <summary>First crossing.</summary>
    /// <param name="constants">The neuron's constants.</param>
    /// <param name="train">Events of the sample.</param>
    /// <param name="weights">[input, stride].</param>
    /// <param name="stride">Distance of rows.</param>
    /// <param name="neuron">Column.</param>
    /// <returns>Time (infinity for none), last causal event, and 1 / scaled slope there (0 for none, and where V only touches the threshold).</returns>
    public static (double Time, int Anchor, double Gain) Forward(in SpikeTimeConstants constants, EventTrain train, ReadOnlySpan<double> weights, int stride, int neuron)
    {
        var (current, voltage) = train.Count == 0 ? default : constants.Start(train.Times[0], backward: false);
        for (var k = 0; k < train.Count; k++)
        {
            current += weights[(train.Numbers[k] * stride) + neuron];
            var nextVoltage = Math.FusedMultiplyAdd(voltage, train.Membrane[k], current * train.Response[k]);
            var nextCurrent = current * train.Synapse[k];
            var crossed = nextVoltage >= constants.Threshold;
            if (!crossed && current >= constants.Threshold && current > voltage && !(nextCurrent > nextVoltage))
            {
                crossed = RisingFlank.PeakReaches(constants, current, voltage);
            }

            if (crossed)
            {
                RisingFlank.Solve(constants, current, voltage, out var delay, out var slope);
                var time = train.Times[k] + (delay > 0 ? delay : 0);
                var next = train.Times[k + 1];
                if (time >= next || constants.SumsDifferBackward)
                {
                    time = time < next ? time : next;
                    var (anchor, gain) = Recall(constants, train, weights, stride, neuron, time);
                    return (time, anchor, gain);
                }

                return (time, k, slope > 0 ? 1 / slope : 0);
            }

            (current, voltage) = (nextCurrent, nextVoltage);
        }

        return (double.PositiveInfinity, 0, 0);
    }

    /// <summary>
    /// For a given spike time: the last event not after it, and 1 / scaled slope of the model that has seen the events until then. 0 where that model has no
    /// rising crossing: such a spike has no gradient.
    /// </summary>
    public static (int Anchor, double Gain) Recall(in SpikeTimeConstants constants, EventTrain train, ReadOnlySpan<double> weights, int stride, int neuron, double time)
    {
        if (!(time < double.PositiveInfinity) || train.Count == 0 || train.Times[0] > time)
        {
            return (0, 0);
        }

        var (current, voltage) = constants.Start(train.Times[0], backward: true);
        current += weights[(train.Numbers[0] * stride) + neuron];
        var anchor = 0;
        for (var k = 1; k < train.Count && train.Times[k] <= time; k++)
        {
            voltage = Math.FusedMultiplyAdd(voltage, train.Membrane[k - 1], current * train.Response[k - 1]);
            current = (current * train.Synapse[k - 1]) + weights[(train.Numbers[k] * stride) + neuron];
            anchor = k;
        }

        var slope = RisingFlank.Slope(constants, current, voltage);
        return (anchor, slope > 0 ? 1 / slope : 0);
    }
}
