using System.Runtime.Intrinsics;
using Bss2.Chip.Randomness;
using FsCheck;
using FsCheck.Fluent;

namespace Bss2.Chip.Tests.Randomness;

public sealed class PhiloxGridTests
{
    [Fact]
    public void Words_made_from_shared_rounds_are_those_of_the_whole_function() => Prop.ForAll(
        ArbMap.Default.ArbFor<uint[]>().Filter(a => a.Length >= 6),
        w =>
        {
            var (key, time, firstCircuit, sample, update) = (new StreamKey(w[0], w[1]), w[2], w[3], w[4], w[5]);
            var keys = PhiloxSchedule.Of(key);
            var circuits = Vector256.Create(firstCircuit) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
            PhiloxGrid.Next(
                in keys, PhiloxGrid.AtTime(key, time, sample, update), PhiloxGrid.OfCircuits(in keys, circuits, sample), out var x0, out var x1, out var x2, out var x3);
            return Enumerable.Range(0, 8).All(lane =>
                Philox.Next(key, time, circuits[lane], sample, update) == new PhiloxBlock(x0[lane], x1[lane], x2[lane], x3[lane]));
        }).QuickCheckThrowOnFailure();
}
