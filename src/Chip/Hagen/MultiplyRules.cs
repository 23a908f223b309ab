using Bss2.Messages.Experiment;

namespace Bss2.Chip.Hagen;

/// <summary>What a network in matrix-multiply mode must satisfy.</summary>
internal static class MultiplyRules
{
    /// <summary>Whether a network is for matrix multiplication.</summary>
    public static bool Multiplies(NetworkSpec network) => Array.Exists(network.Populations, p => p.Kind == PopulationKind.Integrator);

    /// <summary>Adds the faults of one integrator population.</summary>
    public static void CheckPopulation(PopulationSpec population, List<string> faults)
    {
        if (population.Size > MultiplyFormula.Columns)
        {
            faults.Add($"Integrator population '{population.Name}' has {population.Size} neurons, permitted are 1..{MultiplyFormula.Columns}, the columns of a half; cut the product into populations of at most {MultiplyFormula.Columns}.");
        }

        if (population.Targets != CircuitTargets.Hagen || population.NeuronTargets is not null)
        {
            faults.Add($"Integrator population '{population.Name}' has circuit targets of its own, but matrix multiplication is calibrated in one way; give it CircuitTargets.Hagen.");
        }

        if (population.Circuits is not null)
        {
            faults.Add($"Integrator population '{population.Name}' has a placement constraint, but integrators take turns on the columns of a half; leave it out.");
        }

        if (population.MadcNeurons is { Length: > 0 })
        {
            faults.Add($"Integrator population '{population.Name}' wants the membrane ADC, but integrators are read out once for each vector, by the column ADC; leave it out.");
        }
    }

    /// <summary>Adds the faults of a projection's sends.</summary>
    public static void CheckSends(ProjectionSpec projection, PopulationSpec target, List<string> faults)
    {
        const int MostSends = ushort.MaxValue;
        if (target.Kind == PopulationKind.Integrator && projection.Sends is < 1 or > MostSends)
        {
            faults.Add($"Projection '{projection.Name}' sends its events {projection.Sends} times, permitted are 1..{MostSends}; choose a number of sends within.");
        }
        else if (target.Kind != PopulationKind.Integrator && projection.Sends != 1)
        {
            faults.Add($"Projection '{projection.Name}' sends its events {projection.Sends} times, but only integrators sum events up; use 1 or project to an integrator population.");
        }
    }

    /// <summary>Adds the faults of a network as a whole: populations of both modes, inputs beyond the drivers of a half.</summary>
    /// <param name="network">The network.</param>
    /// <param name="sound">[projection], whether it can be followed.</param>
    /// <param name="faults">Where the faults go.</param>
    public static void CheckNetwork(NetworkSpec network, bool[] sound, List<string> faults)
    {
        var spiking = network.Populations.Where(p => p.Kind is PopulationKind.LeakyIntegrateAndFire or PopulationKind.LeakyIntegrator).ToArray();
        var integrators = network.Populations.Where(p => p.Kind == PopulationKind.Integrator).ToArray();
        if (integrators.Length == 0)
        {
            return;
        }

        if (spiking.Length > 0)
        {
            faults.Add(
                $"Spiking populations ({Names(spiking)}) and integrators ({Names(integrators)}) are in one network, but circuits are configured for one mode or the other; make two networks of them.");
        }

        for (var p = 0; p < network.Populations.Length; p++)
        {
            if (network.Populations[p].Kind != PopulationKind.Integrator)
            {
                continue;
            }

            var name = network.Populations[p].Name;
            var inputs = network.Projections.Where((j, index) => sound[index] && j.Target.Value == p).Sum(j => (long)network.Populations[j.Source.Value].Size);
            if (inputs > MultiplyFormula.Rows)
            {
                faults.Add(
                    $"Integrator population '{name}' has {inputs} signed inputs, permitted are 1..{MultiplyFormula.Rows}, the drivers of a half; cut the product into populations of at most {MultiplyFormula.Rows} inputs and add their results.");
            }
            else if (inputs == 0 && Array.TrueForAll(sound, s => s))
            {
                faults.Add($"No projection ends at integrator population '{name}', so no vector ever reaches it; project to it or leave it out.");
            }
        }
    }

    private static string Names(IEnumerable<PopulationSpec> populations)
    {
        const int Shown = 4;
        var names = populations.Select(p => $"'{p.Name}'").ToArray();
        return string.Join(", ", names.Take(Shown)) + (names.Length > Shown ? $" and {names.Length - Shown} more" : "");
    }
}
