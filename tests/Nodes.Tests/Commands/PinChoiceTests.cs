using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Nodes.Commands;

namespace Bss2.Nodes.Tests.Commands;

public sealed class PinChoiceTests
{
    private static readonly RackChip[] Rack = [new("left", new ChipSettings(new ChipSerial(1))), new("right", new ChipSettings(new ChipSerial(2)))];

    [Fact]
    public void Pins_are_in_the_order_of_the_chips()
    {
        var faults = new List<string>();

        Assert.Equal(["node-a", "node-b"], PinChoice.Of(["right=node-b", "left=node-a"], Rack, faults));
        Assert.Empty(PinChoice.Of([], Rack, faults));
        Assert.Empty(faults);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var faults = new List<string>();
        PinChoice.Of(["left=a", "left=b", "lft=c", "right", "right=no/name"], Rack, faults);

        Assert.Equal(
            [
                "--pin names chip 'left' more than once; keep one of them.",
                "--pin names chip 'lft', which the rack does not have. Did you mean 'left'? Its chips are left, right.",
                "--pin is 'right'; permitted: chip=node, e.g. --pin left=node-a.",
                "The node of --pin right is 'no/name'; permitted: 1 to 64 letters (a-z, A-Z), digits, '.', '-' and '_'.",
            ],
            faults);
    }

    [Fact]
    public void A_rack_is_pinned_as_a_whole()
    {
        var faults = new List<string>();
        PinChoice.Of(["left=a"], Rack, faults);

        Assert.Equal(["--pin leaves chip 'right' without a node; where one chip of a rack is pinned, all are."], faults);
    }
}
