using System.Globalization;

namespace Bss2.Trainer.FrontEnd;

// What a layer's parameters and options must satisfy.
public abstract partial class NeuronLayer
{
    /// <summary>Largest code of a current cell (haldls capmem.h).</summary>
    private const int LargestCurrent = 1022;

    internal override void CheckHardware(List<string> faults)
    {
        if (Experiment.Calibration is not null && Calibration is not null)
        {
            faults.Add($"Layer '{Name}' has a Calibration of its own, but one was loaded for the whole experiment; leave out one of them.");
        }

        if (Math.Abs((long)ConstantCurrent) > LargestCurrent)
        {
            faults.Add($"Layer '{Name}': ConstantCurrent is {ConstantCurrent}, permitted are -{LargestCurrent}..{LargestCurrent}; choose a value within.");
        }

        if (Loaded is null)
        {
            LayerTargets.Check(Name, Size, HardwareParameters, faults);
        }
    }

    internal override void Check(List<string> faults)
    {
        if (_inputs.Count == 0)
        {
            faults.Add($"Layer '{Name}' has no input; call Forward with the handle of a synapse.");
        }

        if (!Enum.IsDefined(Interpolation))
        {
            faults.Add($"Layer '{Name}' has the interpolation {(int)Interpolation}; permitted are {string.Join(", ", Enum.GetNames<CadcInterpolation>())}.");
        }

        if (PlacementConstraint is { } circuits && (circuits.Length != Size || circuits.Any(c => c is < 0 or > 511) || circuits.Distinct().Count() != circuits.Length))
        {
            faults.Add($"Placement constraint [{string.Join(", ", circuits)}] of '{Name}' must name {Size} different circuits of 0..511.");
        }

        if (Chip is not null && string.IsNullOrWhiteSpace(Chip))
        {
            faults.Add($"The chip of layer '{Name}' has a blank name; name a chip of the rack, or leave it null for the first.");
        }

        CheckValues(faults, TraceScale, "trace scales");
        CheckValues(faults, TraceOffset, "trace offsets");
        CheckMadc(faults);
        CheckParameter(faults, Leak, nameof(Leak), double.NegativeInfinity);
        CheckParameter(faults, TauMem, nameof(TauMem), 0);
        CheckParameter(faults, TauSyn, nameof(TauSyn), 0);
        CheckOwn(faults);
        if (faults.Count == 0)
        {
            _ = Constants;
            _processing = new CadcProcessing(Size, CadcTimeShift, ShiftCadcToFirst, TraceOffset, TraceScale, Interpolation);
        }
    }

    private protected virtual void CheckOwn(List<string> faults)
    {
    }

    private protected void CheckParameter(List<string> faults, HXParameter parameter, string what, double above)
    {
        var values = parameter.ModelValue;
        if (!values.Fits(Size))
        {
            faults.Add($"{what} of '{Name}' has {values.Count} model values for {Size} neurons; give 1 for all or {Size}.");
        }

        foreach (var value in values.ToArray().Where(v => !(v > above) || !double.IsFinite(v)).Distinct())
        {
            faults.Add(FormattableString.Invariant($"{what} of '{Name}' is {value} in the numerics; it must be a finite number{(above == 0 ? " above 0" : "")}."));
        }
    }

    private void CheckValues(List<string> faults, PerNeuron values, string what)
    {
        if (!values.Fits(Size))
        {
            faults.Add($"Layer '{Name}' has {values.Count} {what} for {Size} neurons; give 1 for all or {Size}.");
        }

        if (!values.ToArray().All(double.IsFinite))
        {
            faults.Add(FormattableString.Invariant($"Layer '{Name}' has {what} [{string.Join(", ", values.ToArray().Select(v => v.ToString(CultureInfo.InvariantCulture)))}]; they must be finite numbers."));
        }
    }

    private void CheckMadc(List<string> faults)
    {
        if (EnableMadcRecording && RecordNeuronId is null)
        {
            faults.Add($"Layer '{Name}' enables the membrane ADC without RecordNeuronId; name the neuron to record, one of 0..{Size - 1}.");
        }

        if (RecordNeuronId is { } neuron && (neuron < 0 || neuron >= Size))
        {
            faults.Add($"Layer '{Name}': RecordNeuronId is {neuron}, permitted are 0..{Size - 1}; name a neuron of the layer.");
        }
    }
}
