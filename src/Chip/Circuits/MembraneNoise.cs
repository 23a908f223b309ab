using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Bss2.Chip.Randomness;

namespace Bss2.Chip.Circuits;

/// <summary>
/// Cheap normal deviates from bytes. The membrane averages about thirty kicks, so the sum of two uniform bytes is Gaussian enough for each
/// (a triangle; filtered, its excess kurtosis is about −0.02). Single draws use the sum of four bytes, which ends at 3.45 sigma.
/// Counters: (time, circuit, sample, update).
/// </summary>
/// <param name="firstCircuit">Atomic circuit of column 0.</param>
/// <param name="groups">Groups of eight columns in use.</param>
internal sealed unsafe class MembraneNoise(uint firstCircuit, int groups)
{
    /// <summary>Sigma of the sum of two uniform bytes: sqrt(2·(256² − 1)/12).</summary>
    public const double TwoByteSigma = 104.51076499576449;

    /// <summary>Mean of the sum of two uniform bytes.</summary>
    private const float TwoByteMean = 255;

    /// <summary>Steps that one Philox block serves: two bytes for each.</summary>
    public const int StepsPerBlock = 8;

    private const int Columns = QuadrantCircuits.Columns;
    private const uint InitialTime = uint.MaxValue;

    private readonly AlignedFloats _draws = new(StepsPerBlock * Columns);
    private readonly PhiloxGrid.Circuits[] _circuits = new PhiloxGrid.Circuits[groups];
    private StreamKey _key;
    private PhiloxSchedule _schedule;
    private uint _sample;
    private uint _update;

    /// <summary>[step of the block][column], sums of two bytes less their mean.</summary>
    public float* Draws => _draws.Pointer;

    /// <summary>Starts a sample: what its draws share is made once.</summary>
    public void Begin(StreamKey key, uint sample, uint update)
    {
        if (key != _key)
        {
            _key = key;
            _schedule = PhiloxSchedule.Of(key);
        }

        _sample = sample;
        _update = update;
        for (var group = 0; group < _circuits.Length; group++)
        {
            var circuits = Vector256.Create(firstCircuit + (uint)(8 * group)) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
            _circuits[group] = PhiloxGrid.OfCircuits(in _schedule, circuits, sample);
        }
    }

    /// <summary>Draws the kicks of eight steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(uint block)
    {
        var time = PhiloxGrid.AtTime(_key, block, _sample, _update);
        var circuits = _circuits;
        for (var group = 0; group < circuits.Length; group++)
        {
            PhiloxGrid.Next(in _schedule, in time, in circuits[group], out var x0, out var x1, out var x2, out var x3);
            var draws = _draws.Pointer + (8 * group);
            Store(x0, draws);
            Store(x1, draws + (2 * Columns));
            Store(x2, draws + (4 * Columns));
            Store(x3, draws + (6 * Columns));
        }
    }

    /// <summary>Adds stationary noise to resting membranes: the state that a run finds.</summary>
    public void AddStationary(float* membrane)
    {
        var time = PhiloxGrid.AtTime(_key, InitialTime, _sample, _update);
        var scale = Vector256.Create((float)(CircuitConstants.MembraneNoiseLsb / ByteSumGaussian.SigmaOfFour));
        for (var group = 0; group < _circuits.Length; group++)
        {
            PhiloxGrid.Next(in _schedule, in time, in _circuits[group], out var x, out _, out _, out _);
            var draw = Vector256.ConvertToSingle(ByteSumGaussian.Sum(x));
            (Vector256.Load(membrane + (8 * group)) + (draw * scale)).Store(membrane + (8 * group));
        }
    }

    /// <summary>One deviate of unit sigma for the threshold, within ±3.45.</summary>
    public static float Threshold(StreamKey key, uint time, uint circuit, uint sample, uint update) =>
        (float)(ByteSumGaussian.Sum(Philox.Next(key, time, circuit, sample, update).X0) / ByteSumGaussian.SigmaOfFour);

    /// <summary>The draws of two steps from eight words: low halves for the first, high halves for the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<uint> words, float* draws)
    {
        var pairs = Vector256.Create(0x00FF00FFu);
        var mean = Vector256.Create(TwoByteMean);
        var sums = (words & pairs) + (Vector256.ShiftRightLogical(words, 8) & pairs);
        (Vector256.ConvertToSingle((sums & Vector256.Create(0xFFFFu)).AsInt32()) - mean).Store(draws);
        (Vector256.ConvertToSingle(Vector256.ShiftRightLogical(sums, 16).AsInt32()) - mean).Store(draws + Columns);
    }
}
