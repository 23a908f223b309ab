namespace Bss2.Messages.Experiment;

/// <summary>Where the samples of the column ADC are kept while a run lasts; decides how fast and how long it records (grenade ppu.h).</summary>
public enum CadcPlacement
{
    /// <summary>In the memory of the plasticity processor: 2 us a sample, 1.7 us at the fastest, 100 samples a run.</summary>
    Sram = 0,

    /// <summary>In the DRAM of the FPGA: 6 us a sample, 204,800 samples a run.</summary>
    Dram = 1,
}
