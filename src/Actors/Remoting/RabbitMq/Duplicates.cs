namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>
/// Recognises messages that arrived before: of each sender's life, which of the last <see cref="Window"/> numbers were seen. A sender repeats at most
/// <see cref="Unconfirmed.Capacity"/> of its latest.
/// </summary>
internal sealed class Duplicates
{
    private const ulong Window = 16 * Unconfirmed.Capacity;
    private const int LivesRemembered = 256;
    private const int BitsPerWord = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Life> _lives = [];
    private long _clock;

    /// <summary>Notes a message. True where it had been noted before.</summary>
    public bool SeenBefore(string incarnation, ulong id)
    {
        lock (_gate)
        {
            if (!_lives.TryGetValue(incarnation, out var life))
            {
                if (_lives.Count >= LivesRemembered)
                    _lives.Remove(_lives.MinBy(entry => entry.Value.LastUse).Key);
                _lives[incarnation] = life = new();
            }

            life.LastUse = ++_clock;
            return life.SeenBefore(id);
        }
    }

    private sealed class Life
    {
        private readonly ulong[] _seen = new ulong[Window / BitsPerWord];
        private ulong _highest;

        public long LastUse { get; set; }

        public bool SeenBefore(ulong id)
        {
            if (id > _highest)
            {
                // Numbers between that have not come yet may still come.
                var skipped = Math.Min(id - _highest, Window);
                for (var i = 0ul; i < skipped; i++)
                    Word(id - i) &= ~Bit(id - i);
                _highest = id;
            }
            else if (_highest - id >= Window)
            {
                // Too old to know: a message twice is better than none.
                return false;
            }

            var before = (Word(id) & Bit(id)) != 0;
            Word(id) |= Bit(id);
            return before;
        }

        private static ulong Bit(ulong id) => 1ul << (int)(id % BitsPerWord);

        private ref ulong Word(ulong id) => ref _seen[id % Window / BitsPerWord];
    }
}
