namespace Bss2.Trainer.LeakyNetworks;

/// <summary>Surrogates that <see cref="LeakyClassifier"/> has kernels for.</summary>
public enum ClassifierSurrogate
{
    /// <summary>atan with alpha 2.</summary>
    Atan,

    /// <summary>fast_sigmoid with slope 25.</summary>
    FastSigmoid,

    /// <summary>The spike operator of the tutorial.</summary>
    SpikeOperator,
}

/// <summary>A <see cref="LeakyClassifier"/>; the defaults are those of snnTorch's tutorial 5.</summary>
public sealed record LeakyClassifierOptions
{
    public int Sources { get; init; } = 784;

    public int Hidden { get; init; } = 1000;

    public int Classes { get; init; } = 10;

    public int TimeSteps { get; init; } = 25;

    /// <summary>Decay of both layers, 0..1.</summary>
    public double Beta { get; init; } = 0.95;

    /// <summary>Threshold of both layers, above 0.</summary>
    public double Threshold { get; init; } = 1;

    public ClassifierSurrogate Surrogate { get; init; }

    /// <summary>What a spike does to its neuron's membrane one step later.</summary>
    public ResetMechanism Reset { get; init; }

    /// <summary>Neurons of the tutorial's own class, which spike one step late (<see cref="LeakySurrogate{T}"/>), in place of <see cref="Leaky{T}"/>.</summary>
    public bool TutorialNeurons { get; init; }

    /// <summary>Throws an error that names all that is wrong.</summary>
    internal void Check()
    {
        var faults = new LayerFaults("classifier");
        foreach (var (value, name) in new[] { (Sources, nameof(Sources)), (Hidden, nameof(Hidden)), (Classes, nameof(Classes)), (TimeSteps, nameof(TimeSteps)) })
        {
            faults.Require(value >= 1, $"{name} is {value}; permitted: at least 1");
        }

        faults.Require(Beta is >= 0 and <= 1, $"{nameof(Beta)} is {Beta}; permitted: 0..1");
        faults.Require(Threshold > 0 && double.IsFinite(Threshold), $"{nameof(Threshold)} is {Threshold}; permitted: above 0");
        faults.Require(Enum.IsDefined(Surrogate), $"{nameof(Surrogate)} is {(int)Surrogate}; permitted: {string.Join(", ", Enum.GetNames<ClassifierSurrogate>())}");
        faults.Require(Enum.IsDefined(Reset), $"{nameof(Reset)} is {(int)Reset}; permitted: {string.Join(", ", Enum.GetNames<ResetMechanism>())}");
        faults.Require(!TutorialNeurons || Reset == ResetMechanism.Subtract, $"{nameof(Reset)} is {Reset}; the tutorial's neurons know {ResetMechanism.Subtract} alone");
        faults.Throw();
    }
}
