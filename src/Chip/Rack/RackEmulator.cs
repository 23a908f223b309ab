using Bss2.Chip.Blocks;
using Bss2.Chip.Placement;
using Bss2.Messages.Experiment;
using Bss2.Messages.Spikes;

namespace Bss2.Chip.Rack;

/// <summary>
/// A rack without actors: its chips called one after the other. For tests, benchmarks and measurements; the bytes of its recordings equal those of
/// <see cref="RackActor"/>. Not safe for several threads at once.
/// </summary>
public sealed class RackEmulator
{
    private RackPlan? _plan;
    private ChipEmulator[] _chips = [];

    /// <summary>Takes a configuration.</summary>
    /// <exception cref="PlacementException">It does not fit; the rack is without one until the next.</exception>
    public void Configure(RackConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (_plan is not { } plan || !plan.Fits(configuration))
        {
            _plan = null;
            plan = RackPlan.Of(configuration.Network, configuration.Chips);
            _chips = [.. plan.Parts.Select(_ => new ChipEmulator())];
        }

        _plan = null;
        foreach (var part in plan.Parts)
        {
            _chips[part.Index].Configure(part.Configuration(configuration));
        }

        _plan = plan;
    }

    /// <summary>Runs a block.</summary>
    /// <exception cref="InvalidOperationException">The block names another version than that of the configuration.</exception>
    /// <exception cref="ArgumentException">The block's inputs do not fit the network.</exception>
    public BlockRecording Run(RunBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var plan = _plan ?? throw new InvalidOperationException(ConfigurationComparer.WrongVersion(block, null));
        if (BlockRules.Fault(block, plan.Network) is { } fault)
        {
            throw new ArgumentException(fault, nameof(block));
        }

        var arrived = plan.Parts.Select(_ => new Dictionary<int, SpikeBatch>()).ToArray();
        var assembly = new RackAssembly(plan.Parts.Length);
        foreach (var chip in plan.Order)
        {
            var part = plan.Parts[chip];
            var recorded = _chips[chip].Run(part.Block(block, arrived[chip]));
            foreach (var link in part.Send(block, recorded))
            {
                arrived[link.TargetChip][link.Spikes.Population.Value] = link.Spikes.Spikes;
            }

            assembly.Add(part.Report(recorded, block.Id));
        }

        return assembly.Build(block.Id);
    }
}
