using System.Runtime.InteropServices;

namespace Bss2.Nodes.Commands;

/// <summary>
/// Turns the first SIGINT or SIGTERM into a request to save and stop. A second signal is not held back, so it ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action _announce;
    private int _signals;

    /// <param name="announce">Called at the first signal, on another thread.</param>
    public Interruption(Action announce)
    {
        _announce = announce;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            return;
        }

        context.Cancel = true;
        _announce();
        _source.Cancel();
    }
}
