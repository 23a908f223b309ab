namespace Bss2.Chip.Gemm;

/// <summary>The cache lines that the next panel of B will be read from, far away as yet: asked for share by share while the tiles of the present panel are computed.</summary>
internal unsafe struct LinesAhead
{
    // Few rows pass a panel faster than the next can be fetched; hints beyond this number for a tile then only stand in the way of the loads themselves.
    private const int MostOfShare = 64;

    private readonly nint _stride;
    private readonly int _pieces;
    private readonly int _lines;
    private float* _piece;

    private LinesAhead(float* first, nint stride, int pieces, int lines)
    {
        _piece = first;
        _stride = stride;
        (_pieces, _lines) = pieces * lines <= MostOfShare ? (pieces, lines) : (0, 0);
    }

    /// <summary>Memory without gaps, from end to end in this number of shares.</summary>
    public static LinesAhead Of(float* first, int length, int shares)
    {
        var lines = (length + (Prefetch.LineFloats * shares) - 1) / (Prefetch.LineFloats * shares);
        return new LinesAhead(first, lines * Prefetch.LineFloats, 1, lines);
    }

    /// <summary>Rows that lie apart, whole ones in each share.</summary>
    public static LinesAhead OfRows(float* first, int rows, int stride, int length, int shares) =>
        new(first, stride, (rows + shares - 1) / shares, (length / Prefetch.LineFloats) + 1);

    /// <summary>The next share.</summary>
    public void AskForShare()
    {
        for (var piece = 0; piece < _pieces; piece++, _piece += _stride)
        {
            for (var line = 0; line < _lines; line++)
            {
                Prefetch.Later(_piece + (line * Prefetch.LineFloats));
            }
        }
    }
}
