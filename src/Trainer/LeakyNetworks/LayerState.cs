using System.Numerics;

namespace Bss2.Trainer.LeakyNetworks;

/// <summary>
/// What a layer carries from one step to the next. A step returns a new one and leaves the old as it was, so a state can be kept, compared and
/// started from again; a fresh start is <see cref="SpikingLayer{T}.InitialState"/>.
/// </summary>
/// <param name="Samples">Samples of the batch. A batch of another size needs another state: it is never replaced silently.</param>
/// <param name="Values">[sample, neuron, state]; the membrane is the last state.</param>
/// <param name="Spikes">[sample, neuron], the spikes of the step before; read by recurrent layers.</param>
public sealed record LayerState<T>(int Samples, T[] Values, T[] Spikes)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
