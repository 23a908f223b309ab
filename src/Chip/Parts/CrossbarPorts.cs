namespace Bss2.Chip.Parts;

/// <summary>
/// Ports of the crossbar and which nodes exist in silicon (halco routing_crossbar.h): 76 of 20 x 12.
/// Inputs: 0..7 neuron event outputs (left, right), 8..11 channels from the FPGA, 12..19 background generators.
/// Outputs: 0..3 PADI buses of the top half, 4..7 of the bottom half, 8..11 channels to the FPGA.
/// </summary>
internal static class CrossbarPorts
{
    public const int Inputs = 20;
    public const int Outputs = 12;
    public const int FirstLinkInput = 8;
    public const int FirstBackgroundInput = 12;
    public const int FirstLinkOutput = 8;

    /// <summary>Output that feeds a PADI bus.</summary>
    public static int BusOutput(int hemisphere, int bus) => (hemisphere * ChipGeometry.BusesPerHemisphere) + bus;

    /// <summary>Whether the chip has a node between an input and an output.</summary>
    public static bool NodeExists(int input, int output)
    {
        var sameIndex = input % 4 == output % 4;
        var toLink = output >= FirstLinkOutput;
        return input switch
        {
            < FirstLinkInput => sameIndex,
            < FirstBackgroundInput => !toLink || sameIndex,
            < FirstBackgroundInput + 4 => sameIndex && (toLink || output < 4),
            _ => sameIndex && (toLink || output >= 4),
        };
    }
}
