using Bss2.Messages.Units;

namespace Bss2.Trainer.FrontEnd;

/// <summary>A spike as the chip reported it, before it is put on the time grid.</summary>
/// <param name="Neuron">Logical neuron of its layer.</param>
/// <param name="Time">Since the start of the sample's run, on the 8 ns grid.</param>
public readonly record struct RawSpike(int Neuron, HardwareTicks Time);

/// <summary>Samples of the column ADC of one neuron in one sample of a batch, neither interpolated nor shifted nor scaled.</summary>
/// <param name="Neuron">Logical neuron of its layer.</param>
/// <param name="Sample">Sample of the pass.</param>
/// <param name="FpgaClocks">[point], time since the start of the run in FPGA clocks of 8 ns.</param>
/// <param name="Codes">[point], CADC LSB − 128, i.e. −128..127.</param>
public sealed record RawCadcTrace(int Neuron, int Sample, int[] FpgaClocks, int[] Codes)
{
    /// <summary>[point], time in microseconds.</summary>
    public double[] Microseconds => RawTime.ToMicroseconds(FpgaClocks);

    /// <summary>[point], unsigned CADC LSB, the scale of parameters.</summary>
    public double[] Lsb => Array.ConvertAll(Codes, code => CadcScale.LsbOfCode(code));

    /// <summary>[point].</summary>
    public double[] Millivolts => Array.ConvertAll(Codes, code => CadcScale.ToMillivolts(CadcScale.LsbOfCode(code)));
}

/// <summary>Samples of the membrane ADC in one sample of a batch: unscaled, unshifted and not on the time grid.</summary>
/// <param name="Neuron">Logical neuron of its layer.</param>
/// <param name="Sample">Sample of the pass.</param>
/// <param name="FpgaClocks">[point], time since the start of the run in FPGA clocks of 8 ns.</param>
/// <param name="Codes">[point], MADC LSB, 0..1023.</param>
/// <remarks>A membrane of u CADC LSB reads 3 u + 40 but for a chip's offset of some 25 MADC LSB: potentials below are nominal.</remarks>
public sealed record RawMadcTrace(int Neuron, int Sample, int[] FpgaClocks, int[] Codes)
{
    /// <summary>MADC LSB of a CADC LSB.</summary>
    public const double LsbPerCadcLsb = 3;

    /// <summary>Code of a membrane at 0 CADC LSB, without a chip's offset.</summary>
    public const double NominalOffset = 40;

    /// <summary>[point], time in microseconds.</summary>
    public double[] Microseconds => RawTime.ToMicroseconds(FpgaClocks);

    /// <summary>[point], unsigned CADC LSB, but for the chip's offset.</summary>
    public double[] NominalCadcLsb => Array.ConvertAll(Codes, code => (code - NominalOffset) / LsbPerCadcLsb);

    /// <summary>[point], but for the chip's offset; 1.5 mV for one MADC LSB.</summary>
    public double[] NominalMillivolts => Array.ConvertAll(Codes, code => CadcScale.ToMillivolts((code - NominalOffset) / LsbPerCadcLsb));
}

/// <summary>Time stamps of recordings.</summary>
internal static class RawTime
{
    private const double ClocksPerMicrosecond = (double)HardwareTicks.PerMicrosecond / HardwareTicks.PerFpgaClock;

    public static double[] ToMicroseconds(int[] fpgaClocks) => Array.ConvertAll(fpgaClocks, clock => clock / ClocksPerMicrosecond);

    public static int FpgaClock(int tick) => tick / HardwareTicks.PerFpgaClock;
}
