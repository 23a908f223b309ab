namespace Bss2.Nodes.Operations;

/// <summary>
/// Whether this process lives and whether it can work. Written by the actors, read by the health endpoints, from any thread. A process begins without a broker, so not ready.
/// </summary>
internal sealed class HealthState
{
    private readonly Lock _gate = new();
    private string? _failure;
    private string? _broker = "not connected to the broker yet";
    private bool _draining;

    /// <summary>The broker is there; takes <see cref="Disconnected"/> back.</summary>
    public void Connected() => Set(ref _broker, null);

    /// <summary>The broker is out of reach.</summary>
    /// <param name="reason">Why, for people; no credentials.</param>
    public void Disconnected(string reason) => Set(ref _broker, $"the broker is out of reach: {reason}");

    /// <summary>No more work is taken; there is no way back.</summary>
    public void Draining()
    {
        lock (_gate)
        {
            _draining = true;
        }
    }

    /// <summary>The process can never work again and should be started anew.</summary>
    public void Failed(string reason) => Set(ref _failure, reason);

    /// <summary>Why the process should be started anew, or null.</summary>
    public string? WhyDead
    {
        get
        {
            lock (_gate)
            {
                return _failure;
            }
        }
    }

    /// <summary>Why the process cannot work now, or null.</summary>
    public string? WhyNotReady
    {
        get
        {
            lock (_gate)
            {
                return _failure ?? (_draining ? "draining: finishing what is in hand, taking nothing new" : _broker);
            }
        }
    }

    private void Set(ref string? field, string? value)
    {
        lock (_gate)
        {
            field = value;
        }
    }
}
