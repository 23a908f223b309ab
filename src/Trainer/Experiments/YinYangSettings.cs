using Bss2.Messages.Experiment;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>Settings of the Yin-Yang network, as in the hxtorch tutorial "Training an SNN on BrainScaleS-2 with PyTorch". Times in microseconds.</summary>
internal sealed record YinYangSettings
{
    public const string HiddenChipKey = "hiddenChip";
    public const string ReadoutChipKey = "readoutChip";

    public required int Hidden { get; init; }
    public required double Dt { get; init; }
    public required double Simulation { get; init; }
    public required double Early { get; init; }
    public required double Late { get; init; }
    public required double Bias { get; init; }
    public required double TauMem { get; init; }
    public required double TauSyn { get; init; }
    public required double Alpha { get; init; }
    public required double WeightScale { get; init; }
    public required double TraceScale { get; init; }
    public required int TraceShiftHidden { get; init; }
    public required int TraceShiftOut { get; init; }
    public required (double Mean, double Sigma) WeightInitHidden { get; init; }
    public required (double Mean, double Sigma) WeightInitOutput { get; init; }
    public required int InputRepetitions { get; init; }
    public required double ReadoutScale { get; init; }
    public required double RegReadout { get; init; }
    public required double RegBursts { get; init; }
    public required double RegWeightsHidden { get; init; }
    public required double RegWeightsOutput { get; init; }
    public required CircuitTargets Profile { get; init; }
    public required string HiddenChip { get; init; }
    public required string ReadoutChip { get; init; }

    /// <summary>Time steps of a sample, truncated as the tutorial does.</summary>
    public int Steps => (int)(Simulation * 1e-6 / (Dt * 1e-6));

    public static IEnumerable<OptionSpec> Options =>
    [
        Count("nHidden", 120, "hidden neurons", 1, 508),
        Time("dt", 2, "time step of the numerics, us", 0.1, 100),
        Time("tSim", 60, "length of a sample, us", 1, 10_000),
        Time("tEarly", 2, "spike time of coordinate 0, us", 0, 10_000),
        Time("tLate", 40, "spike time of coordinate 1, us", 0, 10_000),
        Time("tBias", 18, "time of the bias spike, us", 0, 10_000),
        Time("tauMem", 6, "membrane time constant of the numerics, us", 0.5, 60),
        Time("tauSyn", 6, "synaptic time constant of the numerics, us", 0.3, 30),
        Number("alpha", 50, "steepness of the surrogate gradient", 0, 1e6),
        Number("weightScale", 66.39, "hardware weight of a model weight of 1", 0, 1e4),
        Number("traceScale", 0.0147, "model units of a CADC LSB", 0, 10),
        Count("traceShiftHidden", 0, "time steps by which hidden traces are moved to earlier times", -1000, 1000),
        Count("traceShiftOut", 0, "time steps by which readout traces are moved to earlier times", -1000, 1000),
        Number("weightInitHiddenMean", 0.001, "mean of the initial hidden weights", -10, 10),
        Number("weightInitHiddenSigma", 0.25, "standard deviation of the initial hidden weights", 0, 10),
        Number("weightInitOutputMean", 0, "mean of the initial output weights", -10, 10),
        Number("weightInitOutputSigma", 0.1, "standard deviation of the initial output weights", 0, 10),
        Count("inputRepetitions", 5, "times that each input channel is repeated", 1, 25),
        Number("readoutScale", 10, "factor of the scores, not seen by the gradient", 0, 1e4),
        Number("regReadout", 0.0004, "factor of the mean squared score in the loss", 0, 1e4),
        Number("regBursts", 0, "factor of the mean squared spike count of hidden neurons in the loss", 0, 1e4),
        Number("regWHidden", 0, "factor of the mean squared hidden weight in the loss", 0, 1e4),
        Number("regWOutput", 0, "factor of the mean squared output weight in the loss", 0, 1e4),
        new("profile", OptionKind.Text, "spiking2", "what the chip's circuits are calibrated to", Choices: ["spiking", "spiking2"]),
        new(HiddenChipKey, OptionKind.Text, "", "chip of the rack that holds the hidden layer; empty: its first"),
        new(ReadoutChipKey, OptionKind.Text, "", "chip of the rack that holds the readout; empty: its first"),
    ];

    public static YinYangSettings Of(OptionSet o) => new()
    {
        Hidden = (int)o.Whole("nHidden"),
        Dt = o.Number("dt"),
        Simulation = o.Number("tSim"),
        Early = o.Number("tEarly"),
        Late = o.Number("tLate"),
        Bias = o.Number("tBias"),
        TauMem = o.Number("tauMem"),
        TauSyn = o.Number("tauSyn"),
        Alpha = o.Number("alpha"),
        WeightScale = o.Number("weightScale"),
        TraceScale = o.Number("traceScale"),
        TraceShiftHidden = (int)o.Whole("traceShiftHidden"),
        TraceShiftOut = (int)o.Whole("traceShiftOut"),
        WeightInitHidden = (o.Number("weightInitHiddenMean"), o.Number("weightInitHiddenSigma")),
        WeightInitOutput = (o.Number("weightInitOutputMean"), o.Number("weightInitOutputSigma")),
        InputRepetitions = (int)o.Whole("inputRepetitions"),
        ReadoutScale = o.Number("readoutScale"),
        RegReadout = o.Number("regReadout"),
        RegBursts = o.Number("regBursts"),
        RegWeightsHidden = o.Number("regWHidden"),
        RegWeightsOutput = o.Number("regWOutput"),
        Profile = o.Text("profile") == "spiking" ? CircuitTargets.Spiking : CircuitTargets.Spiking2,
        HiddenChip = o.Text(HiddenChipKey),
        ReadoutChip = o.Text(ReadoutChipKey),
    };

    /// <summary>Adds the faults across several options.</summary>
    public void Check(OptionSet options)
    {
        if (Early > Late)
        {
            options.AddFault(FormattableString.Invariant($"Option 'tEarly' is {Early} us and 'tLate' {Late} us; tEarly must not be above tLate."));
        }

        // A coordinate of 1 falls into the row nearest to tLate, which must exist.
        var lastRow = Math.Round(Late / Dt, MidpointRounding.ToEven);
        if (lastRow >= Steps)
        {
            options.AddFault(FormattableString.Invariant($"Option 'tLate' is {Late} us, row {lastRow} of {Steps} time steps; permitted: rows up to {Steps - 1}, {(Steps - 1) * Dt} us. Lengthen tSim or lower tLate."));
        }

        if ((int)(Bias / Dt) >= Steps)
        {
            options.AddFault(FormattableString.Invariant($"Option 'tBias' is {Bias} us, after the last time step at {(Steps - 1) * Dt} us; lengthen tSim or lower tBias."));
        }

        if (!(Dt < Math.Min(TauMem, TauSyn)))
        {
            options.AddFault(FormattableString.Invariant($"Option 'dt' is {Dt} us; it must be below the time constants tauMem = {TauMem} us and tauSyn = {TauSyn} us."));
        }
    }

    private static OptionSpec Count(string key, long value, string description, double minimum, double maximum) =>
        new(key, OptionKind.WholeNumber, value, description, minimum, maximum);

    private static OptionSpec Time(string key, double value, string description, double minimum, double maximum) =>
        new(key, OptionKind.Number, value, description, minimum, maximum);

    private static OptionSpec Number(string key, double value, string description, double minimum, double maximum) =>
        new(key, OptionKind.Number, value, description, minimum, maximum);
}
