namespace Bss2.Trainer.Numerics;

/// <summary>Work on the elements of an array, each by itself: long arrays are cut into stretches that several threads take. Which thread takes which decides nothing.</summary>
internal static class Stretches
{
    /// <summary>Elements of a stretch; a multiple of every vector's lanes. A thread is worth waking for about ten microseconds of work.</summary>
    private const int Length = 1 << 16;

    /// <summary>Runs the work over [0, count) and returns when all of it is done.</summary>
    /// <param name="count">Elements.</param>
    /// <param name="work">First element and number of elements of a stretch. Must touch no others.</param>
    public static void Run(int count, Action<int, int> work)
    {
        if (count <= Length)
        {
            work(0, count);
            return;
        }

        Parallel.For(0, (count + Length - 1) / Length, stretch => work(stretch * Length, Math.Min(Length, count - (stretch * Length))));
    }
}
