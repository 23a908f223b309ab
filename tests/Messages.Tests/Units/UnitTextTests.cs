using System.Globalization;
using Bss2.Messages.Units;

namespace Bss2.Messages.Tests.Units;

public sealed class UnitTextTests
{
    [Fact]
    public void Quantities_print_with_their_unit_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal("6.125 us", new Microseconds(6.125).ToString());
            Assert.Equal("80.5 LSB", new CadcLsb(80.5).ToString());
            Assert.Equal("-12 ticks", new HardwareTicks(-12).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
