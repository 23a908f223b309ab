namespace Bss2.Trainer.Tests.Numerics.SpikeTimes;

/// <summary>Reproducible numbers in [0, 1) for tests.</summary>
internal sealed class Lcg(ulong seed)
{
    private ulong _state = seed;

    public double Next()
    {
        _state = (_state * 6364136223846793005UL) + 1442695040888963407UL;
        return (_state >> 11) / 9007199254740992.0;
    }
}
