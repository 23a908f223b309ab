using Bss2.Messages.Experiment;

namespace Bss2.Trainer.FrontEnd;

/// <summary>A parameter of a layer and the circuit fields that its hardware value sets.</summary>
internal sealed record LayerParameter(string Name, HXParameter Value, params CircuitField[] Fields);

/// <summary>Hardware values of a layer's parameters as what its circuits are calibrated to.</summary>
internal static class LayerTargets
{
    /// <summary>Targets of one neuron. Fields that no parameter sets keep hxtorch's defaults.</summary>
    public static CircuitTargets Of(IEnumerable<LayerParameter> parameters, int neuron)
    {
        var targets = new CircuitTargets();
        foreach (var parameter in parameters)
        {
            foreach (var field in parameter.Fields)
            {
                targets = field.With(targets, field.FromParameter(parameter.Value.HardwareValue[neuron]));
            }
        }

        return targets;
    }

    /// <summary>Adds what the chip does not permit, one fault for each parameter.</summary>
    public static void Check(string layer, int size, IEnumerable<LayerParameter> parameters, List<string> faults)
    {
        foreach (var parameter in parameters)
        {
            var (values, field) = (parameter.Value.HardwareValue, parameter.Fields[0]);
            if (!values.Fits(size))
            {
                faults.Add($"Layer '{layer}': {parameter.Name} has {values.Count} hardware values for {size} neurons; give 1 for all or {size}.");
                continue;
            }

            int[] wrong = [.. Enumerable.Range(0, values.Count).Where(n => !field.Permits(field.FromParameter(values[n])))];
            if (wrong.Length > 0)
            {
                faults.Add(Describe(layer, parameter, values, wrong));
            }
        }
    }

    /// <summary>Adds the neurons whose hold-off time exceeds their refractory time.</summary>
    public static void CheckHoldoff(string layer, int size, HXParameter holdoff, HXParameter refractory, List<string> faults)
    {
        var (longest, limit) = (holdoff.HardwareValue, refractory.HardwareValue);
        if (!longest.Fits(size) || !limit.Fits(size))
        {
            return;
        }

        for (var n = 0; n < size; n++)
        {
            if (longest[n] > limit[n])
            {
                faults.Add(FormattableString.Invariant(
                    $"Layer '{layer}': HoldoffTime of neuron {n} is {longest[n]} s on the chip, its RefractoryTime {limit[n]} s; the hold-off is the end of the refractory time, so it is at most as long: lower it or lengthen the other."));
                return;
            }
        }
    }

    private static string Describe(string layer, LayerParameter parameter, PerNeuron values, int[] wrong)
    {
        var field = parameter.Fields[0];
        var value = values[wrong[0]];
        var whose = values.Count == 1 ? "" : $" of neuron {wrong[0]}";
        var more = wrong.Length == 1 ? "" : $" (and {wrong.Length - 1} more neurons)";
        var inField = field.PerParameterUnit == 1 ? field.Unit : FormattableString.Invariant($" s ({field.FromParameter(value)}{field.Unit})");
        var range = field.PerParameterUnit == 1
            ? field.Permitted
            : FormattableString.Invariant($"{field.Low / field.PerParameterUnit}..{field.High / field.PerParameterUnit} s ({field.Permitted})");
        var mend = field.PerParameterUnit == 1 ? "choose a hardware value within, or load a calibration" : "times are in seconds; choose a hardware value within";
        return FormattableString.Invariant($"Layer '{layer}': {parameter.Name}{whose} is {value}{inField} on the chip{more}, permitted are {range}; {mend}, e.g. new MixedHXModelParameter(model, hardware).");
    }
}
