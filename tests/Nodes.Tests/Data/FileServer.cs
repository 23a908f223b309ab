using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bss2.Nodes.Tests.Data;

/// <summary>What a server got.</summary>
/// <param name="Path">Without the leading '/'.</param>
/// <param name="From">First byte that was asked for, or null for the whole.</param>
internal sealed record Request(string Path, long? From);

/// <summary>What a server answers, and how it misbehaves.</summary>
internal sealed record Answer(int Status, byte[] Body)
{
    /// <summary>Further headers, each with its line's end.</summary>
    public string Headers { get; init; } = "";

    /// <summary>Length that it promises; null for none, so that the end of the connection is the end of the file.</summary>
    public long? Promised { get; init; } = Body.Length;

    /// <summary>Called when all of the body is sent, in place of ending the connection, which stays open until the server ends.</summary>
    public Action? Stall { get; init; }
}

/// <summary>An HTTP server on loopback that answers one request for each connection as a test says.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Request> _requests = [];
    private readonly List<TcpClient> _stalled = [];
    private readonly Func<Request, int, Answer> _answer;
    private readonly Task _serving;

    /// <param name="answer">Answer to a request, whose number from 0 on is the second argument.</param>
    public FileServer(Func<Request, int, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/files/");
        _serving = ServeAsync();
    }

    /// <summary>The folder of the files, with '/' at its end.</summary>
    public Uri Address { get; }

    public IReadOnlyList<Request> Requests => _requests;

    /// <summary>A server of files as it should be: the rest alone where that is asked for.</summary>
    public static Answer Right(byte[] file, Request request) =>
        request.From is { } from
            ? new Answer(206, file[(int)from..]) { Headers = string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}\r\n") }
            : new Answer(200, file);

    /// <summary>The same, cut off after some bytes.</summary>
    public static Answer Cut(byte[] file, Request request, int after)
    {
        var whole = Right(file, request);
        return whole with { Body = whole.Body[..after], Promised = whole.Body.Length };
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _stalled.ForEach(c => c.Dispose());
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                if (!await AnswerAsync(client))
                {
                    client.Dispose();
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            return;
        }
    }

    /// <summary>Answers a request; true where the connection stays open.</summary>
    private async Task<bool> AnswerAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            if (await ReadAsync(stream) is not { } request)
            {
                return false;
            }

            _requests.Add(request);
            var answer = _answer(request, _requests.Count - 1);
            var length = answer.Promised is { } promised ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {promised}\r\n") : "";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} Said\r\n{length}{answer.Headers}Connection: close\r\n\r\n"), _end.Token);
            await stream.WriteAsync(answer.Body, _end.Token);
            await stream.FlushAsync(_end.Token);
            if (answer.Stall is not { } stall)
            {
                return false;
            }

            _stalled.Add(client);
            stall();
            return true;
        }
        catch (IOException)
        {
            // The client hung up.
            return false;
        }
    }

    private async Task<Request?> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if (await reader.ReadLineAsync(_end.Token) is not { } first)
        {
            return null;
        }

        long? from = null;
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
        {
            const string Range = "Range: bytes=";
            if (line.StartsWith(Range, StringComparison.OrdinalIgnoreCase))
            {
                from = long.Parse(line[Range.Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            }
        }

        return new Request(first.Split(' ')[1].TrimStart('/'), from);
    }
}
