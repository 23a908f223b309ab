using Bss2.Messages.Identity;

namespace Bss2.Messages.Experiment;

/// <summary>Which virtual chip runs a network and how finely it is emulated.</summary>
/// <param name="Serial">Decides all mismatch.</param>
/// <param name="Enabled">The imperfections that are on.</param>
/// <param name="StepTicks">Integration step in 4 ns ticks, 10..250; default 50 (0.2 us).</param>
/// <param name="CadcPeriodTicks">
/// Sampling period of the column ADCs in 4 ns ticks. 0: that of the layers' <see cref="CadcPlacement"/>, 500 (2 us) into the SRAM and 1500 (6 us) into the
/// DRAM (grenade ppu.h). Longer ones are permitted, and shorter ones down to 425 (1.7 us, hxtorch neuron.py) into the SRAM.
/// </param>
public sealed record ChipSettings(
    ChipSerial Serial,
    Imperfections Enabled = Imperfections.All,
    int StepTicks = 50,
    int CadcPeriodTicks = 0);
