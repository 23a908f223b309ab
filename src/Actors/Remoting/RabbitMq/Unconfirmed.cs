namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>
/// The letters that were given to the broker and not confirmed yet, by the numbers that the channel gives them: 1, 2, 3 … on each new channel. Bounded in number and bytes;
/// the sender waits for room.
/// </summary>
internal sealed class Unconfirmed
{
    /// <summary>Numbers under way at most; a power of two. Receivers must remember more than this to recognise what is sent again.</summary>
    public const int Capacity = 4096;

    private const long CapacityBytes = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Letter?[] _letters = new Letter?[Capacity];
    private TaskCompletionSource? _room;
    private object? _channel;
    private ulong _first = 1;
    private ulong _next = 1;
    private long _bytes;

    /// <summary>Gives up all numbers, for a new channel, and returns what was not confirmed, in order. Whatever the former channel still says is passed over.</summary>
    public List<Letter> TakeAll(object? nextChannel)
    {
        lock (_gate)
        {
            _channel = nextChannel;
            var all = new List<Letter>();
            for (; _first < _next; _first++)
            {
                if (Take(_first) is { } letter)
                    all.Add(letter);
            }

            _first = _next = 1;
            return all;
        }
    }

    /// <summary>Gives a letter the next number, or says when to try again.</summary>
    public Task? TryAdd(Letter letter)
    {
        lock (_gate)
        {
            if (_next - _first >= Capacity || (_bytes > 0 && _bytes + letter.Length > CapacityBytes))
                return (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            _letters[Slot(_next++)] = letter;
            _bytes += letter.Length;
            return null;
        }
    }

    /// <summary>Takes what the broker has confirmed or refused: one number, or all up to it.</summary>
    public List<Letter> Settle(object channel, ulong number, bool multiple)
    {
        var settled = new List<Letter>();
        lock (_gate)
        {
            // A number that was never given must not lead outside the ring.
            if (channel != _channel || number >= _next)
                return settled;
            for (var n = multiple ? _first : Math.Max(number, _first); n <= number; n++)
            {
                if (Take(n) is { } letter)
                    settled.Add(letter);
            }

            while (_first < _next && _letters[Slot(_first)] is null)
                _first++;
            _room?.TrySetResult();
            _room = null;
        }

        return settled;
    }

    /// <summary>Marks a letter for which the broker found no queue; its confirmation follows.</summary>
    public void MarkReturned(string? messageId)
    {
        lock (_gate)
        {
            for (var n = _first; n < _next; n++)
            {
                if (_letters[Slot(n)] is { } letter && letter.Properties.MessageId == messageId)
                    letter.Returned = true;
            }
        }
    }

    private static int Slot(ulong number) => (int)(number & (Capacity - 1));

    private Letter? Take(ulong number)
    {
        ref var slot = ref _letters[Slot(number)];
        var letter = slot;
        slot = null;
        if (letter is not null)
            _bytes -= letter.Length;
        return letter;
    }
}
