namespace Bss2.Trainer.Numerics;

/// <summary>Checks that a layer's input, parameters and measured data have one shape.</summary>
internal static class MeasuredShape
{
    public static void Check(Tensor input, NeuronConstants<float> constants, Tensor? membrane, Tensor? spikes)
    {
        if (constants.Neurons != input.Neurons)
        {
            throw new ArgumentException($"The parameters are for {constants.Neurons} neurons, the input has {input.Neurons}.");
        }

        Check(input, membrane, "membrane");
        Check(input, spikes, "spikes");
    }

    private static void Check(Tensor input, Tensor? measured, string what)
    {
        if (measured is not null && (measured.TimeSteps != input.TimeSteps || measured.Samples != input.Samples || measured.Neurons != input.Neurons))
        {
            throw new ArgumentException(
                $"Measured {what} of shape [{measured.TimeSteps}, {measured.Samples}, {measured.Neurons}] do not fit an input of shape [{input.TimeSteps}, {input.Samples}, {input.Neurons}].");
        }
    }
}
