using Bss2.Chip.Placement;
using Bss2.Chip.Rack;
using Bss2.Messages.Experiment;
using Bss2.Messages.Identity;
using Bss2.Trainer.Training;

namespace Bss2.Trainer.Experiments;

/// <summary>The options that every experiment has, under the same keys.</summary>
internal static class EveryExperimentOptions
{
    public const string ModelBackend = "model";
    public const string ChipBackend = "chip";
    public const string TestEveryKey = "testEvery";
    public const string SaveEveryKey = "saveEvery";
    public const string PrintEveryKey = "printEvery";
    private const string RackKey = "rack";

    /// <param name="backend">Default of <c>backend</c>.</param>
    /// <param name="epochs">Default of <c>epochs</c>.</param>
    /// <param name="batchSize">Default of <c>batchSize</c>.</param>
    /// <param name="testEvery">Default of <c>testEvery</c>.</param>
    /// <param name="saveEvery">Default of <c>saveEvery</c>.</param>
    /// <param name="lastBatch">What the experiment does with samples that fill no batch.</param>
    public static IEnumerable<OptionSpec> For(
        string backend, int epochs, int batchSize, int testEvery = 1, int saveEvery = 1, LastBatch lastBatch = LastBatch.Require) =>
    [
        new("backend", OptionKind.Text, backend, "where the forward pass runs: ideal numerics or emulated chips", Choices: [ModelBackend, ChipBackend]),
        new("seed", OptionKind.WholeNumber, 1L, "seed of initial weights, shuffling and noise", 0),
        new("epochs", OptionKind.WholeNumber, (long)epochs, "passes over the training set", 0, 1_000_000) { DecidesResults = false },
        new("batchSize", OptionKind.WholeNumber, (long)batchSize, $"samples of an update; {Rest(lastBatch)}", 1, 1_000_000),
        new(TestEveryKey, OptionKind.WholeNumber, (long)testEvery, "epochs between two passes over the test or validation set; the last epoch has one", 1, 1_000_000) { DecidesResults = false },
        new(SaveEveryKey, OptionKind.WholeNumber, (long)saveEvery, "epochs between two writings of the run folder; the last epoch has one", 1, 1_000_000) { DecidesResults = false },
        new("replicas", OptionKind.WholeNumber, (long)Environment.ProcessorCount, "copies of the chip that run side by side", 1, 1024) { DecidesResults = false },
        new("blockSize", OptionKind.WholeNumber, 0L, "samples that travel to a chip in one message; 0: as suits the replicas", 0, 100_000) { DecidesResults = false },
        new("chipSerial", OptionKind.WholeNumber, 1L, "serial number of the emulated chip: decides its mismatch", 0, int.MaxValue),
        new(RackKey, OptionKind.Text, "", "several chips as name=serial with a comma between, e.g. left=1,right=2, in place of chipSerial; empty: one chip"),
        new("imperfections", OptionKind.Text, "all", "what differs from ideal circuits: all, none, or a list of names to keep or (-name) to remove"),
        new("stepTicks", OptionKind.WholeNumber, 50L, "integration step of the emulation, ticks of 4 ns", 10, 250),
        new("cadcPeriodTicks", OptionKind.WholeNumber, 500L, "sampling period of the column ADC, ticks of 4 ns", 425, 250_000),
    ];

    /// <summary>The option of experiments that tell their training at intervals, see <see cref="Narration"/>.</summary>
    public static OptionSpec PrintEvery(int epochs) =>
        new(PrintEveryKey, OptionKind.WholeNumber, (long)epochs, "epochs between two lines of progress", 1, 1_000_000) { DecidesResults = false };

    public static Backend BackendOf(OptionSet options) => options.Text("backend") == ChipBackend ? Backend.Chip : Backend.Model;

    /// <summary>The emulated chips, or null on the model backend; a wrong list of chips or imperfections, or a layer on a chip that is not listed, becomes a fault on either.</summary>
    /// <param name="options">The options.</param>
    /// <param name="chipKeys">Options that name the chip of a layer; empty ones stand for the first.</param>
    public static RackChip[]? RackOf(OptionSet options, params ReadOnlySpan<string> chipKeys)
    {
        var chips = ChipsOf(options, chipKeys);
        return BackendOf(options) == Backend.Chip ? chips : null;
    }

    /// <summary>The emulated chips on either backend, for what is measured on them beforehand; faults as <see cref="RackOf"/>.</summary>
    /// <param name="options">The options.</param>
    /// <param name="chipKeys">Options that name the chip of a layer; empty ones stand for the first.</param>
    public static RackChip[] ChipsOf(OptionSet options, params ReadOnlySpan<string> chipKeys)
    {
        var faults = new List<string>();
        var enabled = ImperfectionList.Parse(options.Text("imperfections"), faults);
        var chips = RackList.Parse(options.Text(RackKey), new ChipSerial((int)options.Whole("chipSerial")), faults);
        if (faults.Count == 0)
        {
            foreach (var key in chipKeys)
            {
                var name = options.Text(key);
                if (name.Length > 0 && !chips.Any(c => c.Name == name))
                {
                    faults.Add($"Option '{key}' is '{name}'; permitted: the chips of option '{RackKey}', {string.Join(", ", chips.Select(c => c.Name))}, or nothing for the first.");
                }
            }
        }

        faults.ForEach(options.AddFault);
        return [.. chips.Select(c => new RackChip(c.Name, new ChipSettings(c.Serial, enabled, (int)options.Whole("stepTicks"), (int)options.Whole("cadcPeriodTicks"))))];
    }

    /// <summary>Adds a fault with the nearest permitted values where the batches do not divide the training set, or, where the last may be dropped, none is left.</summary>
    public static void CheckBatches(OptionSet options, string sizeKey, LastBatch lastBatch = LastBatch.Require)
    {
        var (size, batch) = (options.Whole(sizeKey), options.Whole("batchSize"));
        if (lastBatch != LastBatch.Require)
        {
            if (lastBatch == LastBatch.Drop && batch > size)
            {
                options.AddFault($"Option 'batchSize' is {batch}, more than the {size} samples of '{sizeKey}', and a batch that is not full is dropped; permitted: 1..{size}.");
            }

            return;
        }

        if (size % batch == 0)
        {
            return;
        }

        var below = batch > size ? size : Enumerable.Range(1, (int)batch).Select(k => batch - k).First(k => size % k == 0);
        var above = batch > size ? size : Enumerable.Range(1, (int)size).Select(k => batch + k).First(k => size % k == 0);
        var nearest = below == above ? $"{below}" : $"{below} or {above}";
        options.AddFault($"Option 'batchSize' is {batch}, which does not divide the {size} samples of '{sizeKey}'; the nearest that do: {nearest}.");
    }

    /// <summary>Adds what of a network does not fit a rack.</summary>
    public static void CheckPlacement(OptionSet options, NetworkSpec network, RackChip[] rack)
    {
        try
        {
            RackPlacer.Place(network, rack);
        }
        catch (PlacementException misfit)
        {
            foreach (var fault in misfit.Faults)
            {
                options.AddFault(fault);
            }
        }
    }

    private static string Rest(LastBatch lastBatch) => lastBatch switch
    {
        LastBatch.Keep => "samples that are left over make a last, shorter batch",
        LastBatch.Drop => "samples that are left over sit an epoch out",
        _ => "divides the training set",
    };
}
