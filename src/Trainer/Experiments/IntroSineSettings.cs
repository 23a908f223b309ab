using Bss2.Messages.Experiment;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>Settings of the sine task, as in the hxtorch introduction.</summary>
internal sealed record IntroSineSettings
{
    public const string TraceScaleKey = "traceScale";

    public required int Inputs { get; init; }
    public required int Readouts { get; init; }
    public required int Steps { get; init; }
    public required double InputRate { get; init; }
    public required ulong DataSeed { get; init; }
    public required double WeightScale { get; init; }

    /// <summary>Model units of a CADC LSB; 0 until it is measured.</summary>
    public required double TraceScale { get; init; }

    /// <summary>Time step, seconds.</summary>
    public static double Dt => 1e-6;

    /// <summary>What the chip's circuits are calibrated to.</summary>
    public static CircuitTargets Profile => CircuitTargets.Spiking;

    public static IEnumerable<OptionSpec> Options =>
    [
        new("nInputs", OptionKind.WholeNumber, 128L, "inputs, each with two synapse rows", 1, 128),
        new("nOutputs", OptionKind.WholeNumber, 3L, "readouts, each with a target of its own", 1, 128),
        new("steps", OptionKind.WholeNumber, 100L, "time steps of 1 us", 2, 200),
        new("inputRate", OptionKind.Number, 0.03, "probability of an input spike in a time step", 0, 1),
        new("dataSeed", OptionKind.WholeNumber, 1L, "seed of inputs and targets", 0, uint.MaxValue),
        new("weightScale", OptionKind.Number, 55.0, "hardware weight of a model weight of 1", 0, 1e4),
        new(TraceScaleKey, OptionKind.Number, 0.0, "model units of a CADC LSB; 0: measured on the chip at the start, as bss2 measure does", 0, 10),
    ];

    public static IntroSineSettings Of(OptionSet options) => new()
    {
        Inputs = (int)options.Whole("nInputs"),
        Readouts = (int)options.Whole("nOutputs"),
        Steps = (int)options.Whole("steps"),
        InputRate = options.Number("inputRate"),
        DataSeed = (ulong)options.Whole("dataSeed"),
        WeightScale = options.Number("weightScale"),
        TraceScale = options.Number(TraceScaleKey),
    };
}
