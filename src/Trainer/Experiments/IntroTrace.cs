using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.FrontEnd;
using Bss2.Trainer.Measuring;

namespace Bss2.Trainer.Experiments;

/// <summary>
/// The recordings of the tutorial "hxtorch.snn Introduction": one LIF neuron with one input, first as both converters see it, then in the numerics, then
/// with both brought to one scale. The neuron stands on the chip's first circuit and is calibrated to <c>spiking</c>; the time step is 1 us, a run has 50.
/// </summary>
public sealed record IntroTrace
{
    /// <summary>Time steps of a run.</summary>
    public const int Steps = 50;

    /// <summary>Hardware weight of a model weight of 1 in the comparison with the model, as the tutorial sets it.</summary>
    public const double WeightScaling = 55;

    /// <summary>Runs of the chip in the comparison, and of each measurement.</summary>
    public const int Runs = 10;

    private const string Calibration = "spiking";
    private const int FirstWeight = 63;
    private const int MockWeight = 50;
    private const int SingleRow = 10;
    private const double Dt = 1e-6;

    /// <summary>The tutorial moves traces of the column ADC one row later. Recordings here show no latency of the link (docs/decisions/0003), so they then lag by about that row.</summary>
    private const int TimeShift = -1;

    /// <summary>Rows of the inputs of the first two recordings; a row is 1 us.</summary>
    public static IReadOnlyList<int> InputRows { get; } = [10, 15, 20, 30];

    /// <summary>Rows of the input of the comparison.</summary>
    public static IReadOnlyList<int> SingleInputRow { get; } = [SingleRow];

    /// <summary>The emulated chip.</summary>
    public required ChipSettings Chip { get; init; }

    /// <summary>Seed of the noise.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Samples of the column ADC, weight 63.</summary>
    public required RawCadcTrace Cadc { get; init; }

    /// <summary>[row], the same on the time grid, one row later, codes −128..127.</summary>
    public required float[] CadcRows { get; init; }

    /// <summary>Samples of the membrane ADC in the same run.</summary>
    public required RawMadcTrace Madc { get; init; }

    /// <summary>Output spikes of that run, us.</summary>
    public required double[] SpikesMicroseconds { get; init; }

    /// <summary>[row], membrane of the numerics with weight 50 and the chip's potentials as model values.</summary>
    public required float[] MockRows { get; init; }

    /// <summary>Rows of the output spikes of the numerics.</summary>
    public required int[] MockSpikeRows { get; init; }

    /// <summary>Baseline, leak to threshold and trace scale, measured on this neuron.</summary>
    public required TraceScale Alignment { get; init; }

    /// <summary>The weight scale that this neuron would need, for comparison with <see cref="WeightScaling"/>.</summary>
    public required WeightScale MeasuredWeightScale { get; init; }

    /// <summary>[row], postsynaptic potential of the numerics with leak 0, threshold 1 and weight 1.</summary>
    public required float[] ModelPsp { get; init; }

    /// <summary>[run][row], that of the chip in model units.</summary>
    public required float[][] ChipPsps { get; init; }

    /// <summary>Records everything.</summary>
    /// <exception cref="Bss2.Chip.Placement.PlacementException">The chip's settings are outside their ranges.</exception>
    public static IntroTrace Record(ChipSettings chip, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(chip);
        var hardware = new EmulatedHardware(chip, seed) { Phase = RunPhase.Probe };
        var setup = new MeasuringSetup(chip, CalibrationFile.Load(Calibration)) { Circuits = [0], Runs = Runs, Seed = seed, Dt = Dt };

        var first = new IntroNetwork(hardware, FirstWeight);
        var run = first.Run(InputRows, samples: 1);
        var mock = new IntroNetwork(hardware: null, MockWeight);
        var mockRun = mock.Run(InputRows, samples: 1);

        var alignment = TraceScale.Measure(setup);
        var scaled = new IntroNetwork(hardware, weight: 1, alignment);
        var scaledRuns = scaled.Run(SingleInputRow, Runs);
        var model = new IntroNetwork(hardware: null, weight: 1, alignment);
        return new IntroTrace
        {
            Chip = chip,
            Seed = seed,
            Cadc = run.RawCadc(first.Output.MembraneCadc),
            CadcRows = run.Trace(first.Output.MembraneCadc),
            Madc = run.RawMadc(first.Output.MembraneMadc),
            SpikesMicroseconds = [.. run.RawSpikes(first.Output.Spikes).Select(s => s.Time.ToMicroseconds().Value)],
            MockRows = mockRun.Trace(mock.Output.MembraneCadc),
            MockSpikeRows = [.. mockRun.Trace(mock.Output.Spikes).Index().Where(s => s.Item != 0).Select(s => s.Index)],
            Alignment = alignment,
            MeasuredWeightScale = WeightScale.Measure(setup, alignment),
            ModelPsp = model.Run(SingleInputRow, samples: 1).Trace(model.Output.MembraneCadc),
            ChipPsps = [.. Enumerable.Range(0, Runs).Select(k => scaledRuns.Trace(scaled.Output.MembraneCadc, sample: k))],
        };
    }

    /// <summary>One input, one synapse, one LIF neuron.</summary>
    private sealed class IntroNetwork
    {
        private readonly Experiment _experiment;
        private readonly InputNeuron _input;

        /// <summary>The neuron as the first two recordings have it: all parameters at their defaults, potentials of the chip on both sides.</summary>
        public IntroNetwork(EmulatedHardware? hardware, float weight)
        {
            (_experiment, _input, var synapse) = Start(hardware, weight, scale: 1);
            Output = new Neuron(1, _experiment) { EnableMadcRecording = true, RecordNeuronId = 0, CadcTimeShift = TimeShift }.Forward(synapse);
        }

        /// <summary>The neuron whose numerics rest at 0 and spike at 1, and whose traces are brought there.</summary>
        public IntroNetwork(EmulatedHardware? hardware, float weight, TraceScale alignment)
        {
            (_experiment, _input, var synapse) = Start(hardware, weight, WeightScaling);
            var calibration = CalibrationFile.Load(Calibration);
            Output = new Neuron(1, _experiment)
            {
                Leak = new MixedHXModelParameter(0, calibration.LeakLsb),
                Reset = new MixedHXModelParameter(0, calibration.ResetLsb),
                Threshold = new MixedHXModelParameter(1, calibration.ThresholdLsb),
                CadcTimeShift = TimeShift,
                TraceOffset = alignment.Baseline.Value,
                TraceScale = alignment.Scale.Value,
            }.Forward(synapse);
        }

        public NeuronHandle Output { get; }

        public ForwardPass Run(IReadOnlyList<int> rows, int samples) =>
            _experiment.Run(Steps, samples, _input.Spikes([.. rows.Select(row => (row, 0))]));

        private static (Experiment Experiment, InputNeuron Input, SynapseHandle Synapse) Start(EmulatedHardware? hardware, float weight, double scale)
        {
            var experiment = new Experiment(Dt, hardware: hardware);
            experiment.LoadCalibration(Calibration);
            var input = new InputNeuron(1, experiment);
            var synapse = new Synapse(1, 1, experiment, WeightTransforms.LinearSaturating(scale)).InitialiseConstant(weight);
            return (experiment, input, synapse.Forward(input.Handle));
        }
    }
}
