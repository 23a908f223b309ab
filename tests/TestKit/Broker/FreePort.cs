using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Bss2.TestKit.Broker;

/// <summary>TCP ports of the loopback interface that nobody uses.</summary>
public static class FreePort
{
    // Below the ports that Linux gives to outgoing connections (32768 and up): a port of those could be taken while a broker is down, even by a client that seeks the broker.
    private const int First = 20_000;
    private const int End = 32_000;

    /// <summary>A port that was free a moment ago.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }
}
