using System.Numerics;

namespace Bss2.Chip.Placement;

/// <summary>A set of the 256 columns of a half.</summary>
internal readonly record struct ColumnSet(ulong A, ulong B, ulong C, ulong D)
{
    public int Count => BitOperations.PopCount(A) + BitOperations.PopCount(B) + BitOperations.PopCount(C) + BitOperations.PopCount(D);

    public bool IsEmpty => (A | B | C | D) == 0;

    public bool Overlaps(ColumnSet other) => ((A & other.A) | (B & other.B) | (C & other.C) | (D & other.D)) != 0;

    public ColumnSet Union(ColumnSet other) => new(A | other.A, B | other.B, C | other.C, D | other.D);

    public ColumnSet With(int column)
    {
        var bit = 1UL << (column & 63);
        return (column >> 6) switch
        {
            0 => this with { A = A | bit },
            1 => this with { B = B | bit },
            2 => this with { C = C | bit },
            _ => this with { D = D | bit },
        };
    }
}
