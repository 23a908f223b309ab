using System.Numerics;
using Bss2.Chip.Circuits;

namespace Bss2.Chip.Tests.Circuits;

public sealed class AddressMatchTests
{
    [Fact]
    public void Each_bit_of_the_mask_halves_the_drivers_that_listen()
    {
        for (var mask = 0; mask < 32; mask++)
        {
            for (var rowSelect = 0; rowSelect < 32; rowSelect++)
            {
                var listening = Enumerable.Range(0, 32).Where(i => AddressMatch.Driver(rowSelect, i, mask)).ToArray();
                Assert.Equal(32 >> BitOperations.PopCount((uint)mask), listening.Length);
                Assert.Contains(rowSelect, listening);
            }
        }
    }

    [Fact]
    public void A_synapse_compares_all_six_bits()
    {
        for (var label = 0; label < 64; label++)
        {
            Assert.Equal([label], Enumerable.Range(0, 64).Where(stored => AddressMatch.Synapse(label, stored)));
        }
    }
}
