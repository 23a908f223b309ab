namespace Bss2.Chip.Circuits;

/// <summary>The two comparisons that decide which synapses an event reaches (haldls synapse_driver.h, synapse.h).</summary>
internal static class AddressMatch
{
    /// <summary>Whether a driver takes an event from its bus: equal under the driver's 5 bit mask; mask 0 takes all.</summary>
    public static bool Driver(int rowSelect, int indexOnBus, int compareMask) => (rowSelect & compareMask) == (indexOnBus & compareMask);

    /// <summary>Whether a synapse takes an event from its row in spiking mode: all six bits equal.</summary>
    public static bool Synapse(int eventLabel, int storedLabel) => eventLabel == storedLabel;
}
