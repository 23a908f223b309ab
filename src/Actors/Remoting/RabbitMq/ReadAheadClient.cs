using System.Net.Sockets;
using RabbitMQ.Client;

namespace Bss2.Actors.Remoting.RabbitMq;

/// <summary>A connection's socket, read in large pieces: the client asks for 4 kB at a time, so that a recording of 300 kB took 70 system calls.</summary>
internal sealed class ReadAheadClient : TcpClientAdapter
{
    private const int Piece = 64 * 1024;

    private ReadAheadClient(Socket socket)
        : base(socket)
    {
    }

    /// <summary>A client without a connection yet, as the library makes them.</summary>
    public static ITcpClient Create(AddressFamily family) => new ReadAheadClient(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    public override NetworkStream GetStream() => new ReadAheadStream(Client);

    /// <summary>Read by one reader: the client's pipe, or TLS beneath it.</summary>
    private sealed class ReadAheadStream(Socket socket) : NetworkStream(socket)
    {
        private readonly byte[] _ahead = new byte[Piece];
        private int _from;
        private int _to;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_from < _to)
                return new(Take(buffer.Span));
            return buffer.Length is 0 or >= Piece ? base.ReadAsync(buffer, cancellationToken) : ReadAheadAsync(buffer, cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(Span<byte> buffer) => _from < _to ? Take(buffer) : base.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        private async ValueTask<int> ReadAheadAsync(Memory<byte> buffer, CancellationToken cancellation)
        {
            (_from, _to) = (0, await base.ReadAsync(_ahead, cancellation).ConfigureAwait(false));
            return Take(buffer.Span);
        }

        private int Take(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, _to - _from);
            _ahead.AsSpan(_from, count).CopyTo(buffer);
            _from += count;
            return count;
        }
    }
}
